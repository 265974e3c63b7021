"""A file at an address on the web, downloaded so that an interruption costs nothing."""

import os
from dataclasses import dataclass
from typing import BinaryIO

import requests
import urllib3

from nlp_helpers.datasets.card import DatasetCard, SourceError, sha256_of
from nlp_helpers.datasets.patience import Meter

CONNECT_SECONDS = 4  # short: where an address is blocked, the next source should have its turn
READ_SECONDS = 30  # between two pieces, not for the whole file


@dataclass(frozen=True)
class WebAddress:
    """A source that is one file at one address, http or https.

    A download that was interrupted, by a kill or by the network, goes on where it stopped. A
    server that cannot do that sends the file from the start, and so does one whose file is not
    the one the first piece came from. No more is taken than the file's size.
    """

    url: str

    def __str__(self) -> str:
        return self.url

    def fetch(self, file: BinaryIO, card: DatasetCard) -> None:
        resumed = file.seek(0, os.SEEK_END)
        if resumed < card.size:
            self._download(file, card)
        if resumed and sha256_of(file) != card.sha256:
            file.truncate(0)
            self._download(file, card)

    def _download(self, file: BinaryIO, card: DatasetCard) -> None:
        """Append to `file` what it still lacks, or write it anew where the server insists."""
        have = file.seek(0, os.SEEK_END)
        # Compression would make the server count other bytes than the ones we keep.
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
        timeout = (CONNECT_SECONDS, READ_SECONDS)
        try:
            get = requests.get(self.url, headers=headers, stream=True, timeout=timeout)
            with get as response, Meter(card.title, card.size) as meter:
                if have and response.status_code == requests.codes.range_not_satisfiable:
                    return  # the server's file is shorter than the piece, so it is another one
                response.raise_for_status()
                if response.status_code != requests.codes.partial_content:
                    have = file.truncate(file.seek(0))
                # read1 gives what there is: a server that sends a byte now and then is noticed.
                while piece := response.raw.read1(min(card.size - have, 1 << 16)):
                    have += file.write(piece)
                    meter.show(have)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise SourceError(_reason(error)) from error


def _reason(error: Exception) -> str:
    """The sentence that helps, out of the exceptions that requests wraps in one another."""
    cause = error.args[0] if error.args else error
    cause = getattr(cause, "reason", cause)
    sentences = [text for text in getattr(cause, "args", ()) if isinstance(text, str)]
    return sentences[0] if sentences else str(cause)
