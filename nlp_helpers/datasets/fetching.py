"""Getting a corpus: from the cache, or else from the first of its sources that delivers."""

import contextlib
import errno
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import platformdirs
from filelock import FileLock, Timeout

from nlp_helpers.datasets.card import DatasetCard, WrongContentError, sha256_of
from nlp_helpers.datasets.patience import patience
from nlp_helpers.errors import CorruptDataError, DataUnavailableError
from nlp_helpers.files import at_home, own_name, put_in_place

VARIABLE = "NLP_HELPERS_DATA"
SILENT_SECONDS = 10  # as long as it may be waited for another process without a word
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # no other source helps against that

logger = logging.getLogger("nlp_helpers")


def cache_folder() -> Path:
    """The folder of `NLP_HELPERS_DATA`, or the platform's for caches. Chapter 01, Characters."""
    if not (chosen := os.environ.get(VARIABLE)):
        return platformdirs.user_cache_path("nlp_helpers", appauthor=False)
    return at_home(**{VARIABLE: chosen}).absolute()


def fetch(card: DatasetCard) -> Path:
    """Make sure that a corpus is in the cache, and return the path of its file.

    The file appears in the cache whole or not at all, and its sha256 is checked every time. Of
    several processes that ask at once, one fetches and the others wait for it. One INFO line of
    the logger "nlp_helpers" says where the data came from. Introduced in chapter 01, Characters.

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
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return sha256_of(file) == card.sha256


def _fill(path: Path, card: DatasetCard) -> str:
    """Put the file in its place and say where it came from."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _part_of(path, card) as file:
        if _is_whole(path, card):  # another process was quicker
            return "the cache"
        failures: dict[str, Exception] = {}
        if path.exists():  # it stays until it is replaced
            logger.warning("%s does not have the sha256 of %s: fetching it again", path, card.title)
            failures[str(path)] = WrongContentError("the cached file is damaged or another version")
        for source in card.sources:
            try:
                source.fetch(file, card)
                if (found := sha256_of(file)) != card.sha256:
                    file.truncate(0)  # so that the next attempt does not go on from wrong bytes
                    raise WrongContentError(f"what came has the sha256 {found}, not {card.sha256}")
            except Exception as error:  # whatever it failed by, the next source may do better
                if isinstance(error, OSError) and error.errno in NO_ROOM:
                    raise
                failures[str(source)] = error
            else:
                file.close()
                put_in_place(Path(file.name), path)
                return str(source)
    raise _explained(failures, path, card) from next(reversed(failures.values()), None)


@contextlib.contextmanager
def _part_of(path: Path, card: DatasetCard) -> Iterator[BinaryIO]:
    """The unfinished file, open, with what an interrupted process has left of it.

    One process at a time goes on with NAME.part. Where that, or its lock, belongs to another user
    or to a process that no longer moves, a file of our own costs a second download and no more.
    """
    with _turn(path, card) as ours:
        part = path.with_name(f"{path.name}.part") if ours else own_name(path)
        try:
            file = _opened(part)
        except PermissionError:
            ours, part = False, own_name(path)
            file = _opened(part)
        try:
            yield file
        finally:
            file.close()
            if part.exists() and (not ours or not part.stat().st_size):
                part.unlink()


@contextlib.contextmanager
def _turn(path: Path, card: DatasetCard) -> Iterator[bool]:
    """Wait for the process that fetches the file now; tell whether the turn is then ours."""
    lock = FileLock(f"{path}.lock")
    with contextlib.suppress(OSError):  # the lock is another user's, or of no use (a Timeout)
        try:
            lock.acquire(timeout=SILENT_SECONDS)
        except Timeout:
            seconds = patience(card.size)
            logger.warning(
                "%s: another process fetches it and has %s locked. End that process to go on at "
                "once; in %.0f s it is fetched a second time",
                *(card.title, lock.lock_file, seconds),
            )
            lock.acquire(timeout=seconds)
    try:
        yield lock.is_locked
    finally:
        lock.release()


def _opened(part: Path) -> BinaryIO:
    if part.is_symlink() or (part.exists() and part.stat().st_nlink > 1):
        part.unlink()  # a planted link: what it leads to is not ours to write
    no_links = os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    return open(part, "r+b", opener=lambda name, flags: os.open(name, flags | no_links, 0o666))


def _explained(failures: dict[str, Exception], path: Path, card: DatasetCard) -> Exception:
    corrupt = any(isinstance(error, WrongContentError) for error in failures.values())
    tried = "\n".join(
        f"  - {source}: {' '.join(str(error).split()) or repr(error)}"
        for source, error in failures.items()
    )
    message = (
        f"{card.title}: not to be had. Tried:\n{tried}\n"
        "What helps, any one of:\n"
        "  - connect to the network, or point pip at an index that answers, and try again\n"
        f"  - put the file, whose sha256 is {card.sha256}, at {path}\n"
        f"  - set {VARIABLE} to a folder that has it as {path.name}"
    )
    return CorruptDataError(message) if corrupt else DataUnavailableError(message)
