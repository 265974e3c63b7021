"""Reading and writing files: with clear errors, and whole or not at all."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that appears under its name only when all of it is on the disk.

    A kill at any moment, a full disk or an exception in the block leaves what was there before.

    Args:
        path: where the file goes; its folder is made where it is missing.

    Example:
        >>> with written_whole(Path("card.json")) as file:
        ...     file.write(b"{}")
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def read_text(path: Path) -> str:
    """Read a text file.

    Raises:
        ValueError: if it is not UTF-8.
        OSError: if it cannot be read.
    """
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not a UTF-8 text ({error}): convert it first") from error
