"""Tests of real corpora are skipped for a reader, and fail where the corpora were asked for."""

import pytest

from nlp_helpers.datasets import IMDB, SPA_ENG, DatasetCard

from . import real_data


@pytest.fixture
def bare_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NLP_HELPERS_DATA", str(tmp_path))
    monkeypatch.delenv(real_data.VARIABLE, raising=False)
    return tmp_path


def test_what_is_missing_is_skipped_unless_it_is_asked_for(bare_cache, monkeypatch):
    with pytest.raises(pytest.skip.Exception, match=r"python -m tests\.real_data"):
        real_data.require(SPA_ENG)
    for demanded in ("all", f"{IMDB.name} {SPA_ENG.name}"):
        monkeypatch.setenv(real_data.VARIABLE, demanded)
        with pytest.raises(pytest.fail.Exception, match="English-Spanish sentence pairs"):
            real_data.require(SPA_ENG)
    monkeypatch.setenv(real_data.VARIABLE, IMDB.name)
    with pytest.raises(pytest.skip.Exception):
        real_data.require(SPA_ENG)


def test_what_is_there_is_read(bare_cache):
    (bare_cache / SPA_ENG.name).write_bytes(b"")
    real_data.require(SPA_ENG)
    with pytest.raises(pytest.skip.Exception):
        real_data.require(SPA_ENG, IMDB)


def test_what_could_not_be_had_is_said_and_not_asked_for(bare_cache, monkeypatch, capsys):
    nowhere = DatasetCard("lost.txt", "The lost play", "0" * 64, 1, (), "", "")
    monkeypatch.setattr(real_data, "READ_BY_TESTS", (nowhere,))
    real_data.main()
    out, err = capsys.readouterr()
    assert out == "\n"
    assert err.startswith("NOT CHECKED: tests of The lost play")


@pytest.mark.needs(SPA_ENG)
def test_held_pairs_are_pairs_that_no_model_was_trained_on(held_pairs):
    from nlp_helpers.datasets import load_spa_eng

    held = held_pairs(300)
    assert len(held) == 300
    assert not set(held.english) & set(load_spa_eng().train.english)


@pytest.mark.needs(IMDB)
def test_held_reviews_are_of_both_kinds(held_reviews):
    held = held_reviews(400)
    assert len(held.texts) == len(held.labels) == 400
    assert 150 < held.labels.sum() < 250
