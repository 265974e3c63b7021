"""One process at a time writes a folder; the next one says that it waits."""

from __future__ import annotations  # environment.py is started by older Pythons, too

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def only_one(path: Path, title: str) -> Iterator[int]:
    """Hold the lock on a file, which is made where it is missing; give its descriptor.

    A child that inherits the descriptor holds the lock, too, and goes on holding it where its
    parent is killed. Nothing is left to clear away: the lock ends with the last that holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"    {title}: another process is at it; this one waits for its end", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()
