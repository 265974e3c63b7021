"""A model more is one file more, and nothing else changes."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from nlp_helpers import recipes
from nlp_helpers.__main__ import main
from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.checkpoints.making import train
from nlp_helpers.checkpoints.storing import read_card, store
from nlp_helpers.errors import CheckpointError

SEVENTH = '''
"""A classifier of reviews of which one word says everything."""

from typing import NamedTuple

import numpy as np

from nlp_helpers.datasets import SHAKESPEARE, Reviews
from nlp_helpers.models import SentimentRNNConfig
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Corpus, Recipe, Tokenization
from nlp_helpers.training.sentiment import ReviewLabels


class Splits(NamedTuple):
    train: Reviews
    valid: Reviews


def some_reviews(count):
    rng = np.random.default_rng(count)
    labels = rng.integers(0, 2, size=count).astype("int32")
    fillers = rng.choice(["film", "plot", "actor"], size=(count, 9))
    for row, label in zip(fillers, labels, strict=True):
        row[rng.integers(9)] = ("dull", "good")[label]
    return Reviews(tuple(map(" ".join, fillers)), labels)


def load():
    texts, labels = some_reviews(40)
    return Splits(some_reviews(160), Reviews((texts[0] + " unheard", *texts[1:]), labels))


RECIPE = Recipe(
    name="toy-seventh",
    title="A toy that tells dull from good",
    corpus=Corpus(cards=(SHAKESPEARE,), load=load, split="160 made-up reviews, 40 for validation"),
    tokenization=Tokenization("words", vocab_size=20, limit=8, head=2),
    architecture="sentiment-rnn",
    config=SentimentRNNConfig(vocab_size=20, embedding_size=4, units=4, pooling="mean"),
    objective=ReviewLabels(hidden_share=0.05),
    optimization=Optimization(
        steps=60,
        batch_size=16,
        peak_learning_rate=0.05,
        warmup_steps=5,
        ema_momentum=0.5,
        evaluate_every=30,
    ),
)
'''


@pytest.fixture
def seventh(tmp_path, monkeypatch):
    """The seventh recipe's file, in a folder of recipes."""
    folder = tmp_path / "recipes"
    folder.mkdir()
    (folder / "toy_seventh.py").write_text(SEVENTH)
    monkeypatch.setattr(recipes, "__path__", [*recipes.__path__, str(folder)])
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_one_file_is_trained_stored_loaded_evaluated_and_listed(seventh):
    assert "toy-seventh: A toy that tells dull from good" in run("recipes")
    files = Path(recipes.__file__).parent.glob("[!_]*.py")
    assert len(recipes.recipe_names()) == len(list(files)) + 1
    run("train", "toy-seventh", "--from-changed-files")
    model = load_checkpoint("runs/toy-seventh")
    assert "unheard" not in model.tokenizer.words
    assert model.classify("a good film").label == "positive"
    assert model.classify("a dull film").label == "negative"
    scores = json.loads(run("evaluate", "runs/toy-seventh", "--json"))
    assert scores.pop("n") == 40
    assert scores == model.card["metrics"]
    assert scores["accuracy"] > 0.9
    assert model.card["scored"].items() <= model.card["training"].items()  # machine and commit
    assert model.card["training"]["recipe"]["objective"]["hidden_share"] == 0.05
    assert model.card["history"]["valid"][-1] < 0.5
    assert model.card["curves"].keys() == {"train", "valid"}
    assert model.card["split"] == "160 made-up reviews, 40 for validation"

    seventh = recipes.load_recipe("toy-seventh")
    assert model.card["config"]["vocab_size"] == len(model.tokenizer) < seventh.config.vocab_size
    before = model.model.get_weights()
    run("train", "toy-seventh", "--from-changed-files")  # from the snapshot: nothing is left to do
    for ours, theirs in zip(
        load_checkpoint("runs/toy-seventh").model.get_weights(), before, strict=True
    ):
        assert (ours == theirs).all()


def test_a_checkpoint_is_scored_anew(seventh):
    """Other weights get other figures; everything else on the card stays."""
    run("train", "toy-seventh", "--from-changed-files")
    model = load_checkpoint("runs/toy-seventh")
    model.model.set_weights([np.zeros_like(weights) for weights in model.model.get_weights()])
    parts = {"vocabulary.txt": model.tokenizer.to_bytes()}
    store(Path("runs/toy-seventh"), model.model, model.card | {"scored": {}}, parts)
    stored = read_card(Path("runs/toy-seventh"))
    arguments = ("score", "runs/toy-seventh", "--from-changed-files", "--json")
    scores, card = json.loads(run(*arguments)), read_card(Path("runs/toy-seventh"))
    assert scores == card["metrics"] != stored["metrics"]
    assert scores["nats_per_review"] == pytest.approx(np.log(2), abs=1e-4)
    assert card["scored"] == model.card["scored"]
    changed = {key for key in card if card[key] != stored[key]}
    assert changed == {"metrics", "scored"}


def test_no_card_from_changed_files(seventh, tmp_path, monkeypatch):
    from nlp_helpers.checkpoints import making

    monkeypatch.setattr(making, "commit", lambda: "0123456789ab-dirty")
    with pytest.raises(CheckpointError, match=r"differ from commit 0123456789ab.*commit them"):
        making.train(recipes.load_recipe("toy-seventh"), tmp_path / "new")
    with pytest.raises(CheckpointError, match=r"differ from commit 0123456789ab"):
        making.score("char-rnn")
    assert not (tmp_path / "new").exists()


def test_unknown_recipes_name_the_known_ones():
    with pytest.raises(ValueError, match=r"no recipe 'nobody': there are .*char-rnn, .*nmt"):
        recipes.load_recipe("nobody")


def test_a_split_that_is_not_there_is_told_before_the_training(seventh, tmp_path):
    recipe = recipes.load_recipe("toy-seventh")
    corpus = dataclasses.replace(recipe.corpus, scored_on="test")
    with pytest.raises(ValueError, match="scored_on is 'test', but the splits are train, valid"):
        train(dataclasses.replace(recipe, corpus=corpus), tmp_path / "run", from_changed_files=True)
    assert not (tmp_path / "run" / "snapshot.npz").exists()
