"""A file at an address on the web, downloaded so that an interruption costs nothing."""

from dataclasses import dataclass
from pathlib import Path

import requests

from nlp_helpers.datasets.cache import file_sha256
from nlp_helpers.datasets.card import SourceError

CONNECT_SECONDS = 4  # short: where an address is blocked, the next source should have its turn
READ_SECONDS = 30  # between two pieces, not for the whole file


@dataclass(frozen=True)
class WebAddress:
    """A source that is one file at one address.

    A download that was interrupted, by a kill or by the network, goes on where it stopped. A
    server that cannot do that sends the file from the start, and so does one whose file is not
    the one the first piece came from.

    Args:
        url: the address, http or https.
    """

    url: str

    def __str__(self) -> str:
        return self.url

    def fetch(self, part: Path, sha256: str) -> None:
        """Download to `part`; see `Source.fetch`."""
        resumed = part.is_file()
        self._download(part)
        if resumed and file_sha256(part) != sha256:
            part.unlink()
            self._download(part)

    def _download(self, part: Path) -> None:
        """Append to `part` what it still lacks, or write it anew where the server insists."""
        have = part.stat().st_size if part.is_file() else 0
        # Compression would make the server count other bytes than the ones we keep.
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
        timeout = (CONNECT_SECONDS, READ_SECONDS)
        try:
            with requests.get(self.url, headers=headers, stream=True, timeout=timeout) as response:
                if have and response.status_code == requests.codes.range_not_satisfiable:
                    return  # nothing is missing
                response.raise_for_status()
                _save(response, part)
        except requests.RequestException as error:
            raise SourceError(_reason(error)) from error


def _save(response: requests.Response, part: Path) -> None:
    resuming = response.status_code == requests.codes.partial_content
    with part.open("ab" if resuming else "wb") as file:
        for piece in response.iter_content(chunk_size=1 << 16):
            file.write(piece)


def _reason(error: requests.RequestException) -> str:
    """The sentence that helps, out of the exceptions that requests wraps in one another."""
    cause = error.args[0] if error.args else error
    cause = getattr(cause, "reason", cause)
    sentences = [text for text in getattr(cause, "args", ()) if isinstance(text, str)]
    return sentences[0] if sentences else str(cause)
