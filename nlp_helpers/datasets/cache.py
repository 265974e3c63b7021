"""Where fetched files are kept, and how they are checked."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

import platformdirs

from nlp_helpers.errors import ArgumentError

VARIABLE = "NLP_HELPERS_DATA"


def cache_folder() -> Path:
    """The folder of `NLP_HELPERS_DATA`, or else the platform's cache folder for this package.

    Raises:
        ValueError: if the variable names the home of a user that there is not.
    """
    if chosen := os.environ.get(VARIABLE):
        try:
            return Path(chosen).expanduser().absolute()
        except RuntimeError as error:
            raise ArgumentError(
                f"{VARIABLE} is {chosen!r}; set it to a folder ({error})"
            ) from error
    return platformdirs.user_cache_path("nlp_helpers", appauthor=False)


def sha256_of(file: BinaryIO) -> str:
    """The sha256 of all bytes of an open file, in hexadecimal."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
