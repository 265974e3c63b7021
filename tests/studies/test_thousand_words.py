"""The study on the terms of published figures, on a corpus of a few sentences."""

import dataclasses

import pytest

from nlp_helpers.datasets import Pairs
from nlp_helpers.recipes import load_recipe
from nlp_helpers.studies import load_study, thousand_words

TRAIN = Pairs.of([("Go away.", "Vete ya."), ("Run.", "Corre.")])
VALID = Pairs.of([("Go away.", "Vete."), ("No.", "Nunca.")])


def test_the_rows_say_how_their_terms_flatter(eager, tmp_path, monkeypatch):
    def tiny(name):
        recipe = load_recipe(name)
        brief = dataclasses.replace(recipe.optimization, warmup_steps=1, batch_size=2)
        sizes = {"embedding_size": 4, "units": 4, "width": 4, "hidden_size": 4}
        sizes |= {"encoder_blocks": 1, "decoder_blocks": 1}
        small = {key: size for key, size in sizes.items() if hasattr(recipe.config, key)}
        config = dataclasses.replace(recipe.config, **small)
        return dataclasses.replace(recipe, optimization=brief, config=config)

    monkeypatch.setattr(thousand_words, "load_recipe", tiny)
    monkeypatch.setattr(thousand_words, "BATCH_SIZE", 2)
    monkeypatch.setattr(thousand_words, "EXAMPLES", 2)
    monkeypatch.setattr(thousand_words, "spa_eng_pairs", lambda: None)
    monkeypatch.setattr(thousand_words, "random_split", lambda _: (TRAIN, VALID))
    monkeypatch.setattr("nlp_helpers.studies.STUDIES", tmp_path)
    thousand_words.run_thousand_words_study(tmp_path / "thousand_words.json")
    rows = load_study("thousand_words")
    assert [(row["model"], row["epochs"]) for row in rows] == thousand_words.TRIALS
    for row in rows:  # held out: "vete (end)" of a known English side, and "[UNK] (end)"
        assert (row["leaked_rows"], row["unknown_share"], row["end_share"]) == (0.5, 0.25, 0.5)
        assert 0 <= row["token_accuracy"] <= 1
        assert row["reference"] == pytest.approx(thousand_words.REFERENCES[row["model"]])
