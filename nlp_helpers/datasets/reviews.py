"""Labelled texts of the reader's own: a file with a JSON object a line."""

import json
from pathlib import Path

import numpy as np

from nlp_helpers.datasets.imdb import Reviews
from nlp_helpers.errors import ArgumentError
from nlp_helpers.files import read_text


def read_reviews(path: Path) -> Reviews:
    """Read a file of lines such as {"text": "What a film!", "label": 1}.

    Labels are 1 for positive and 0 for negative. Blank lines are skipped, and other keys ignored.
    Introduced in chapter 04, Sentiment.

    Raises:
        ValueError: the file is not UTF-8, holds no review, or has a line that is none.
    """
    lines = enumerate(read_text(path).split("\n"), start=1)
    rows = [_parsed(line, f"{path}, line {number}") for number, line in lines if line.strip()]
    if not rows:
        raise ArgumentError(
            f'{path} holds no review: give it lines like {{"text": "...", "label": 1}}'
        )
    texts, labels = zip(*rows, strict=True)
    return Reviews(texts, np.array(labels, dtype=np.int32))


def _parsed(line: str, place: str) -> tuple[str, int]:
    try:
        row = json.loads(line)
        text, label = row["text"], row["label"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        told = f'{place} is not an object with "text" and "label": {line!r:.60}'
        raise ArgumentError(told) from error
    if not isinstance(text, str) or isinstance(label, bool) or label not in (0, 1):
        raise ArgumentError(f"{place}: text must be a string and label 0 or 1, not {line!r:.60}")
    try:
        text.encode()
    except UnicodeEncodeError as error:  # JSON can write half of a surrogate pair
        told = f"{place} has what is no character ({error.reason}): {line!r:.60}"
        raise ArgumentError(told) from error
    return text, label
