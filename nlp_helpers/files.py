"""Reading and writing files: with clear errors, and whole or not at all."""

import contextlib
import errno
import glob
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from nlp_helpers.errors import ArgumentError

LEFT_BEHIND_SECONDS = 3600  # so long after its last byte, nobody is writing a file any more


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that appears under its name only when all of it is on the disk.

    A kill at any moment, a full disk or an exception in the block leaves what was there before. Of
    several writers at once, each writes all of its own file, and the last one's stays. The folder
    is made where it is missing.

    Raises:
        FileExistsError: a folder, a device or a pipe has that name.

    Example:
        >>> with written_whole(Path("card.json")) as file:
        ...     _ = file.write(b"{}")
        >>> read_text(Path("card.json"))
        '{}'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():
        raise FileExistsError(errno.EEXIST, "This is not a regular file", str(path))
    partial = own_name(path)
    try:
        with partial.open("xb") as file:
            yield file
        put_in_place(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that belong together: none gets its name before all are on the disk.

    The last of them gets its name last. A full disk leaves what was there before.

    Raises:
        FileExistsError: as `written_whole`.
    """
    with contextlib.ExitStack() as named:  # leaves in the other order
        for name, data in reversed(files.items()):
            file = named.enter_context(written_whole(folder / name))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Make a folder that appears under its name only when all that is written in it is on the disk.

    The block is given another folder to write into. A kill at any moment, a full disk or an
    exception leaves nothing under the name. Folders above it are made where they are missing.

    Raises:
        FileExistsError: something has that name already.

    Example:
        >>> with new_folder(Path("exported")) as folder:
        ...     _ = (folder / "config.json").write_text("{}")
        >>> read_text(Path("exported/config.json"))
        '{}'
    """
    if os.path.lexists(path):
        remedy = "This exists already: remove it first, or give another name"
        raise FileExistsError(errno.EEXIST, remedy, str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = own_name(path)
    try:
        partial.mkdir()
        yield partial
        for file in filter(Path.is_file, partial.rglob("*")):
            with file.open("rb+") as written:
                os.fsync(written.fileno())
        os.rename(partial, path)
        _sync_folder(path.parent)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def own_name(path: Path) -> Path:
    """A name beside a file for its unfinished state, which no other process has or can foresee.

    What killed processes left under such names is removed, where that is allowed.
    """
    for left in path.parent.glob(f"{glob.escape(path.name)}.*.part"):
        with contextlib.suppress(OSError):  # another process was quicker, or it is another user's
            if time.time() - left.lstat().st_mtime > LEFT_BEHIND_SECONDS:
                is_folder = left.is_dir() and not left.is_symlink()
                shutil.rmtree(left) if is_folder else left.unlink()
    return path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")


def put_in_place(partial: Path, path: Path) -> None:
    """Give a finished file its name. Both are on the disk before this returns."""
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(partial, path)
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    with contextlib.suppress(OSError):  # Windows and some network drives cannot sync a folder
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_text(path: Path) -> str:
    """Read a text file. A byte-order mark, as some editors write it, is no part of the text.

    Raises:
        ValueError: if it is not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArgumentError(f"{path} is not a UTF-8 text ({error}): convert it first") from error


def at_home(**argument: str | Path) -> Path:
    """Return one named argument as a path whose "~" or "~user" is that home.

    Raises:
        ValueError: there is no such home.
    """
    [(name, path)] = argument.items()
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise ArgumentError(
            f"{name} is {str(path)!r}: there is no such home, give another folder"
        ) from None
