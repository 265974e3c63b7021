"""The study of pretraining and of a teacher, on toys that are begun and not trained."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from nlp_helpers.checkpoints.architectures import ARCHITECTURES
from nlp_helpers.checkpoints.loading import _count_weights
from nlp_helpers.checkpoints.making import begin
from nlp_helpers.checkpoints.storing import read_card
from nlp_helpers.datasets import ImdbSplits, Reviews
from nlp_helpers.models import EncoderConfig
from nlp_helpers.studies import bert, read_rows
from nlp_helpers.tokenization import SubwordTokenizer

from ..conftest import store_toy

TEXTS = tuple(f"{word} film number {n}. see it!" for n in range(12) for word in ("dull", "good"))
LABELS = np.arange(24, dtype="int32") % 2
STEPS = {8: 6, 20: 7}
LIMITS = {"limit": 16, "head": 4}
CHECKPOINTS = {
    "bert-mini-pretrained": ("masked language model", "bert"),
    "bert-mini": ("classifier", "bert-classifier"),
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Its rows, what was begun and its first batch, and the sha256 of both checkpoints."""
    folder = tmp_path_factory.mktemp("study")
    tokenizer = SubwordTokenizer.train(TEXTS, vocab_size=290)
    config = EncoderConfig(len(tokenizer), 16, 1, 2, 16, 16, separator=3)
    parts = {"vocabulary.json": tokenizer.to_bytes()}
    for name, kind in CHECKPOINTS.items():
        store_toy(folder / "runs" / name, *kind, config, {"kind": "subwords", **LIMITS}, parts)

    def small(recipe):
        return replace(
            recipe,
            config=config,
            tokenization=replace(recipe.tokenization, **LIMITS),
            objective=replace(recipe.objective, multiple=16),
            optimization=replace(recipe.optimization, batch_size=4, steps=7, warmup_steps=1),
        )

    fitted = []

    def fit_once(recipe, splits):
        trained = begin(recipe, splits.train)
        learned = recipe.objective.examples(trained, splits.train, training=True)
        batch = recipe.objective.batches(learned, recipe.optimization)[0]
        fitted.append((recipe, splits, trained.card.get("learned_from", {}), batch))
        return trained, {"accuracy": 0.5, "valid": 0.7}

    splits = ImdbSplits(Reviews(TEXTS[:20], LABELS[:20]), Reviews(TEXTS[20:], LABELS[20:]))
    patches = {
        **{name: small(getattr(bert, name)) for name in ("BERT", "SHORT")},
        "STUDENTS": {name: small(recipe) for name, recipe in bert.STUDENTS.items()},
        **{"STEPS": STEPS, "SEEDS": (5,), "_IDS": {}, "_TOLD": {}},
        **{"imdb_reviews": lambda: splits, "fit_once": fit_once},
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in patches.items():
            patch.setattr(bert, name, value)
        bert.run_bert_study(folder / "bert.json")
    files = {name: read_card(folder / "runs" / name)["files"] for name in CHECKPOINTS}
    sha256 = {name: each["model.safetensors"] for name, each in files.items()}
    return SimpleNamespace(rows=read_rows(folder / "bert.json"), fitted=fitted, sha256=sha256)


def test_every_kind_has_every_size(study):
    found = [(row["model"], row["train_reviews"]) for row in study.rows]
    pairs = [(model, size) for model in ("pretrained", "from nothing") for size in STEPS]
    students = [(f"student, {how}", 20) for how in ("taught", "by labels")]
    assert sorted(found) == sorted([*pairs, *pairs, *students])
    assert all(row["seed"] == 5 and row["accuracy"] == 0.5 for row in study.rows)


def test_both_beginnings_are_tried_at_the_same_rates(study):
    tried = {}
    for (recipe, *_), row in zip(study.fitted, study.rows, strict=True):
        if "peak_learning_rate" in row:
            assert recipe.optimization.peak_learning_rate == row["peak_learning_rate"]
            tried.setdefault(row["model"], set()).add(row["peak_learning_rate"])
    assert tried == {"pretrained": set(bert.RATES), "from nothing": set(bert.RATES)}


def test_what_is_compared_reads_the_same_reviews_in_as_many_steps(study):
    for (recipe, splits, _, _), row in zip(study.fitted, study.rows, strict=True):
        size = row["train_reviews"]
        assert splits.train.texts == TEXTS[:size]
        assert splits.valid.texts == TEXTS[20:], "never among what is trained on"
        assert recipe.optimization.steps == STEPS[size]
        assert recipe.optimization.seed == recipe.config.seed == 5
        assert recipe.tokenization == study.fitted[0][0].tokenization


def test_batches_are_the_same_but_for_what_the_teacher_says(study):
    begun = {row["model"]: each for row, each in zip(study.rows, study.fitted, strict=True)}
    (ids, told), (same, labels) = (begun[f"student, {how}"][3] for how in ("taught", "by labels"))
    assert ids.shape == (4, 16)
    np.testing.assert_array_equal(ids, same)
    np.testing.assert_array_equal(told[:, 0], labels)
    assert told.shape == (4, 2)


def test_only_what_should_has_learned_from_a_checkpoint(study):
    from_names = {"pretrained": "bert-mini-pretrained", "student, taught": "bert-mini"}
    for row, (_, _, learned_from, _) in zip(study.rows, study.fitted, strict=True):
        name = from_names.get(row["model"])
        assert learned_from == ({name: study.sha256[name]} if name else {})


def test_all_read_as_many_pieces_and_the_student_is_small():
    for recipe in (bert.SHORT, *bert.STUDENTS.values()):
        assert (recipe.tokenization.limit, recipe.tokenization.head) == (bert.LIMIT, bert.HEAD)
        assert recipe.objective.multiple == bert.LIMIT, "one shape to compile"
    teacher, student = (
        _count_weights(ARCHITECTURES[recipe.architecture], recipe.config)
        for recipe in (bert.BERT, bert.STUDENT)
    )
    assert student < 0.4 * teacher
