"""A file made from the members of an archive that is fetched, and kept, as a whole."""

import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nlp_helpers.datasets.card import DatasetCard, SourceError, WrongContentError
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.errors import CorruptDataError, NlpHelpersError


@dataclass(frozen=True)
class Archive:
    """A source that makes a file from the members of a tar archive.

    The archive has a card of its own: it stays in the cache, from where other files can be made,
    and its download goes on after an interruption. It is read in place: nothing is unpacked.

    Args:
        card: of the archive.
        assemble: makes the file's bytes from the opened archive.
    """

    card: DatasetCard
    assemble: Callable[[tarfile.TarFile], bytes]

    def __str__(self) -> str:
        return ", ".join(map(str, self.card.sources))

    def fetch(self, part: Path, sha256: str) -> None:
        """Make the file at `part`; see `Source.fetch`."""
        try:
            path = fetch(self.card)
        except NlpHelpersError as error:
            kind = WrongContentError if isinstance(error, CorruptDataError) else SourceError
            raise kind(str(error.__cause__)) from error
        with tarfile.open(path) as archive:
            part.write_bytes(self.assemble(archive))
