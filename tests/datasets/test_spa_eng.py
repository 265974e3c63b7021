"""The English-Spanish pairs: reading them, and a split in which nothing leaks."""

import io
import random
import re
import zipfile
from collections import Counter

import numpy as np
import pytest

from nlp_helpers.datasets import (
    SPA_ENG,
    Pairs,
    grouped_split,
    leak,
    load_spa_eng,
    random_split,
    spa_eng,
    spa_eng_pairs,
)
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.errors import DataUnavailableError

from .conftest import made_of

# Families: the first four rows, by way of "Vete."; the next two, which differ in punctuation.
KIN = [("Go.", "Ve."), ("Go.", "Vete."), ("Go away!", "Vete."), ("Go away!", "¡Lárgate!")]
ALIKE = [("No problem.", "Sin problema."), ("No  problem!", "No hay problema.")]
TINY = [*KIN, *ALIKE, *((f"I see {i} cats.", f"Veo {i} gatos.") for i in range(100))]


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(spa_eng, "TEST_PAIRS", 20)
    monkeypatch.setattr(spa_eng, "VALID_PAIRS", 10)


@pytest.fixture
def archive(cache, monkeypatch, server):
    """The archive in small, behind a local address."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as members:
        members.writestr("spa-eng/_about.txt", "no pairs")
        members.writestr("spa-eng/spa.txt", "".join(f"{en}\t{es}\n" for en, es in TINY))
    server.content = file.getvalue()
    card = made_of(SPA_ENG, server.content, WebAddress(server.url))
    monkeypatch.setattr(spa_eng, "SPA_ENG", card)
    return server


def bare(sentence):
    """Without case, punctuation and white space, told otherwise than the module tells it."""
    return "".join(c for c in sentence.lower() if c.isalnum() or c == "_")


def sentences(pairs):
    return {bare(sentence) for pair in pairs for sentence in pair}


def test_the_pairs_are_those_of_the_archive(archive):
    assert list(spa_eng_pairs()) == TINY


def test_all_pairs_are_in_one_split_each(archive, small):
    splits = load_spa_eng()
    assert Counter(row for split in splits for row in split) == Counter(TINY)
    assert len(splits.test) >= 20
    assert len(splits.valid) >= 10


def test_the_split_is_made_once_for_the_same_bytes(archive, small, cache, monkeypatch):
    first = load_spa_eng()
    assert load_spa_eng() is first
    (cache / "spa-eng.zip").write_bytes(b"damaged")
    assert load_spa_eng() is first  # fetched again: the file is checked at every call
    assert (cache / "spa-eng.zip").read_bytes() == archive.content


def test_families_are_not_cut(small, monkeypatch):
    for test_pairs in range(1, 40):  # whatever the cut, it falls beside a family
        monkeypatch.setattr(spa_eng, "TEST_PAIRS", test_pairs)
        splits = grouped_split(Pairs.of(TINY))
        for family in (KIN, ALIKE):
            [home] = [split for split in splits if family[0] in set(split)]
            assert set(family) <= set(home)


def test_the_order_of_the_file_does_not_matter(small):
    shuffled = random.Random(0).sample(TINY, k=len(TINY))
    assert grouped_split(Pairs.of(shuffled)) == grouped_split(Pairs.of(TINY))


def test_too_few_pairs_to_split():
    with pytest.raises(ValueError, match=r"106 pairs are too few where 8000 are held out"):
        grouped_split(Pairs.of(TINY))


def test_pairs_of_one_family_cannot_be_split(small):
    with pytest.raises(ValueError, match=r"100 pairs .* none to train on"):
        grouped_split(Pairs.of(("Go.", f"Ve {i}.") for i in range(100)))


def test_the_random_split_is_that_of_shuffling_rows_in_place(monkeypatch):
    monkeypatch.setattr(spa_eng, "RANDOM_TRAIN_PAIRS", 80)
    rows = [list(row) for row in TINY]
    random_state = np.random.RandomState(42)
    random_state.shuffle(rows)
    train, valid = random_split(Pairs.of(TINY))
    assert [list(row) for row in (*train, *valid)] == rows
    assert len(train) == 80


def test_nothing_reachable_names_the_remedies(archive):
    archive.content = b""  # which the server answers with an error
    with pytest.raises(DataUnavailableError) as error:
        load_spa_eng()
    message = str(error.value)
    assert f"{archive.url}: 416 Client Error" in message
    assert "connect to the network" in message
    assert re.search(r"put the file, whose sha256 is \w+, at .*spa-eng\.zip", message)
    assert "load_phrasebook()" in message


@pytest.mark.needs(SPA_ENG)
def test_the_real_pairs():
    pairs = spa_eng_pairs()
    assert len(pairs) == 118_964
    assert len(set(pairs.english)) == len(pairs.references()) == 102_904
    assert pairs[:1] == Pairs(("Go.",), ("Ve.",))


@pytest.mark.needs(SPA_ENG)
def test_no_real_sentence_stands_in_two_splits():
    splits = load_spa_eng()
    train, valid, test = map(sentences, splits)
    assert len(train | valid | test) == len(train) + len(valid) + len(test)
    assert [len(split) for split in splits] == [110_963, 3_000, 5_001]
    assert sorted(row for split in splits for row in split) == sorted(spa_eng_pairs())


@pytest.mark.needs(SPA_ENG)
def test_the_real_random_split_leaks():
    train, valid = random_split(spa_eng_pairs())
    assert (len(train), len(valid)) == (100_000, 18_964)
    assert train[:2] == Pairs(
        ("How boring!", "I love sports."), ("¡Qué aburrimiento!", "Adoro el deporte.")
    )
    rows, sources, targets = leak(train, valid)
    assert round(rows, 3) == 0.215
    assert round(sources, 3) == 0.207
    assert round(targets, 3) == 0.075
