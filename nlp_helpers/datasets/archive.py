"""A file made from the members of an archive that is fetched, and kept, as a whole."""

import tarfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from nlp_helpers.datasets.card import DatasetCard, SourceError, WrongContentError, rewrite
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.errors import CorruptDataError, DataUnavailableError


@dataclass(frozen=True)
class Archive:
    """A source that makes a file from the members of an archive.

    The archive has a card of its own, so that it stays in the cache and its download goes on after
    an interruption. It is read in place: nothing is unpacked.
    """

    card: DatasetCard
    assemble: Callable[[Any], bytes]  # makes the file's bytes from the opened archive
    open: Callable[[Path], AbstractContextManager] = tarfile.open

    def __str__(self) -> str:
        return ", ".join(map(str, self.card.sources))

    def fetch(self, file: BinaryIO, card: DatasetCard) -> None:
        try:
            path = fetch(self.card)
        except (CorruptDataError, DataUnavailableError) as error:
            kind = WrongContentError if isinstance(error, CorruptDataError) else SourceError
            raise kind(str(error.__cause__)) from error
        with self.open(path) as archive:
            rewrite(file, self.assemble(archive))
