"""What is known about a corpus: its card, and the protocol of the sources that a card lists."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO, Protocol


class SourceError(Exception):
    """A source could not deliver. The message says why; `fetch` collects these reasons."""


class WrongContentError(SourceError):
    """A source delivered, but not the file that was asked for."""


def rewrite(file: BinaryIO, content: bytes) -> None:
    """Let an open file hold this and nothing else."""
    file.seek(0)
    file.truncate()
    file.write(content)


def sha256_of(file: BinaryIO) -> str:
    """The sha256 of all bytes of an open file, in hexadecimal."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


class Source(Protocol):
    """A place that a file can be had from. `str(source)` names it in messages."""

    def fetch(self, file: BinaryIO, card: "DatasetCard") -> None:
        """Write what the card describes to an open file; the caller checks the result.

        The file may hold the beginning of an interrupted attempt. The card's size bounds what is
        taken and how long it is waited for. Whatever is raised is the source's failure; a
        `SourceError` says that it cannot be reached or does not have the file.
        """


@dataclass(frozen=True)
class DatasetCard:
    """A corpus as one file in the cache. Introduced in chapter 01, Characters."""

    name: str  # of the file in the cache folder
    title: str  # what people call the corpus
    sha256: str  # of the file, in hexadecimal; the same whatever the source
    size: int  # of the file, in bytes
    sources: tuple[Source, ...]  # where to fetch it, in the order in which they are tried
    licence: str
    citation: str
