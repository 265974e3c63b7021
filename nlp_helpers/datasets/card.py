"""What is known about a corpus: its card, and the protocol of the sources that a card lists."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class SourceError(Exception):
    """A source could not deliver. The message says why; `fetch` collects these reasons."""


class WrongContentError(SourceError):
    """A source delivered, but not the file that was asked for."""


class Source(Protocol):
    """A place that a file can be had from. `str(source)` names it in messages."""

    def fetch(self, part: Path, sha256: str) -> None:
        """Write the file to `part`, which may hold the beginning of an interrupted attempt.

        Args:
            part: where to write. The caller checks the result and moves it into place.
            sha256: what the whole file hashes to.

        Raises:
            SourceError: the source cannot be reached or does not have the file.
            OSError: `part` cannot be written.
        """


@dataclass(frozen=True)
class DatasetCard:
    """A corpus as one file in the cache.

    Args:
        name: the file's name in the cache folder.
        title: what people call the corpus.
        sha256: of the file, in hexadecimal; the same whatever the source.
        sources: where to fetch it, in the order in which they are tried.
        licence: under which it may be used.
        citation: whom to name.
    """

    name: str
    title: str
    sha256: str
    sources: tuple[Source, ...]
    licence: str
    citation: str
