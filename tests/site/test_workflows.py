"""The workflows are what GitHub takes for valid, and Binder gets the versions of the book."""

import subprocess
import sys

from tests.site.conftest import ROOT


def pins(path) -> dict[str, str]:
    """Return package -> exact version for the lines that have one."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if "==" in line)


def test_workflows_are_valid():
    files = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert len(files) == 4
    command = [sys.executable, "-m", "check_jsonschema"]
    command += ["--builtin-schema", "vendor.github-workflows", *files]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_binder_has_the_versions_of_the_book():
    book, binder = pins(ROOT / "requirements.txt"), pins(ROOT / ".binder" / "requirements.txt")
    assert binder.items() <= book.items()
