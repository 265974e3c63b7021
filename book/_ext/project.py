"""What pyproject.toml says of the project itself: where its repository is, and its release.

The address is a constant of the project and not of a clone: a fork's cells and buttons lead where
the original's do. While `project.urls` names no repository, nothing leads anywhere.
"""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"https://[\w.-]+(/[\w.~-]+){2,}")


def declared(root: Path = ROOT) -> dict:
    """Return the table `project` of pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def repository(root: Path = ROOT) -> str | None:
    """Return the repository's address, or None where the project names none.

    Raises:
        ValueError: if the address is not of the form from which pip, Binder and Colab can install.
    """
    address = declared(root).get("urls", {}).get("Repository")
    if address and not ADDRESS.fullmatch(address):
        raise ValueError(
            f"Repository in pyproject.toml is {address!r}; write https://HOST/OWNER/NAME"
        )
    return address


def release(root: Path = ROOT) -> str:
    """Return the tag of the present version."""
    return f"v{declared(root)['version']}"
