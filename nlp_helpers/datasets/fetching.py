"""Getting a corpus: from the cache, or else from the first of its sources that delivers."""

import logging
import os
from pathlib import Path

from filelock import FileLock

from nlp_helpers.datasets.cache import VARIABLE, cache_folder, file_sha256
from nlp_helpers.datasets.card import DatasetCard, Source, SourceError, WrongContentError
from nlp_helpers.errors import CorruptDataError, DataUnavailableError, NlpHelpersError

logger = logging.getLogger("nlp_helpers")


def fetch(card: DatasetCard) -> Path:
    """Make sure that a corpus is in the cache.

    The file appears in the cache whole or not at all, and its sha256 is checked every time. Of
    several processes that ask at once, one fetches and the others wait for it. One INFO line of
    the logger "nlp_helpers" says where the data came from.

    Introduced in chapter 01, Characters.

    Args:
        card: of the corpus.

    Returns:
        The path of the file, whose sha256 is the card's.

    Raises:
        DataUnavailableError: no source could be reached, or the cache folder cannot be written.
        CorruptDataError: the cached file, or what a source sent, has the wrong sha256, and no
            other source could replace it.
    """
    path = cache_folder() / card.name
    try:
        origin = "the cache" if _is_whole(path, card) else _fill(path, card)
    except OSError as error:
        raise DataUnavailableError(
            f"{card.title}: cannot be kept in the cache folder {path.parent} "
            f"({error.strerror or error}). Make room there or make it writable, or set {VARIABLE} "
            "to another folder"
        ) from error
    logger.info("%s: from %s", card.title, origin)
    return path


def _is_whole(path: Path, card: DatasetCard) -> bool:
    return path.is_file() and file_sha256(path) == card.sha256


def _fill(path: Path, card: DatasetCard) -> str:
    """Put the file in its place and say where it came from."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        if _is_whole(path, card):  # another process was quicker
            return "the cache"
        failures = _stale(path, card)
        for source in card.sources:
            try:
                _fetch_from(source, path, card.sha256)
                return str(source)
            except SourceError as error:
                failures[str(source)] = error
    raise _explained(failures, path, card) from next(reversed(failures.values()), None)


def _stale(path: Path, card: DatasetCard) -> dict[str, SourceError]:
    """Report a cached file that is not what its card says; it stays until it is replaced."""
    if not path.exists():
        return {}
    logger.warning("%s does not have the sha256 of %s: fetching it again", path, card.title)
    return {str(path): WrongContentError("the cached file is damaged or of another version")}


def _fetch_from(source: Source, path: Path, sha256: str) -> None:
    part = path.with_name(f"{path.name}.part")
    source.fetch(part, sha256)
    found = file_sha256(part)
    if found != sha256:
        part.unlink()  # so that the next attempt does not go on from wrong bytes
        raise WrongContentError(f"what came has the sha256 {found}, not {sha256}")
    with part.open("rb+") as file:
        os.fsync(file.fileno())  # on the disk before it gets its name
    os.replace(part, path)


def _explained(failures: dict[str, SourceError], path: Path, card: DatasetCard) -> NlpHelpersError:
    corrupt = any(isinstance(error, WrongContentError) for error in failures.values())
    tried = "\n".join(f"  - {source}: {error}" for source, error in failures.items())
    message = (
        f"{card.title}: not to be had. Tried:\n{tried}\n"
        "What helps, any one of:\n"
        "  - connect to the network, or point pip at an index that answers, and try again\n"
        f"  - put the file, whose sha256 is {card.sha256}, at {path}\n"
        f"  - set {VARIABLE} to a folder that has it as {path.name}"
    )
    return CorruptDataError(message) if corrupt else DataUnavailableError(message)
