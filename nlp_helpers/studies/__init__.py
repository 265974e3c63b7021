"""Comparisons that take too long for a chapter: run once, in full, and kept as they came out.

`python -m nlp_helpers study NAME` makes one anew. A study is a JSON file beside this one: where
and when it was run, and one row for each model that was trained and scored.
"""

import json
import pkgutil
from pathlib import Path

from nlp_helpers.errors import ArgumentError

STUDIES = Path(__file__).parent


def study_names() -> list[str]:
    """Return the names of the studies that can be run: the modules here, but for what runs them."""
    return [module.name for module in pkgutil.iter_modules(__path__) if module.name != "running"]


def load_study(name: str) -> list[dict]:
    """Return the rows of a study that ships with the package.

    Each is a dict for one trained model: what it is, what it was trained on, its scores, and its
    seconds of processor time (all cores together). Introduced in chapter 04, Sentiment.

    Raises:
        ValueError: if there is no such study.

    Example:
        >>> load_study("sentiment")[0]["model"]
        'bag of bigrams'
    """
    names = sorted(path.stem for path in STUDIES.glob("*.json"))
    if name not in names:
        raise ArgumentError(f"no study {name!r}: there are {', '.join(names)}")
    return read_rows(STUDIES / f"{name}.json")


def read_rows(path: Path) -> list[dict]:
    """Return the rows of a study's file; none where there is no file yet.

    Raises:
        ValueError: if the file holds something else.
    """
    if not path.exists():
        return []
    try:
        rows = json.loads(path.read_bytes())["rows"]
    except (ValueError, KeyError, TypeError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ArgumentError(f"{path} is not a study's file: name a new file, or one of a study")
    return rows
