"""The verbs of a classifier of images, on a toy and on the shipped checkpoint."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from nlp_helpers import recipes
from nlp_helpers.__main__ import main
from nlp_helpers.checkpoints import checkpoint_names, load_checkpoint
from nlp_helpers.checkpoints.making import train
from nlp_helpers.datasets import Images, load_digits


@pytest.fixture(scope="module")
def toy_folder(tmp_path_factory):
    """The shipped model's recipe in small, trained for six steps and stored."""
    recipe = recipes.load_recipe("vit-mini")
    config = replace(recipe.config, width=8, num_heads=2, hidden_size=8, num_blocks=1)
    optimization = replace(
        recipe.optimization, steps=6, warmup_steps=2, batch_size=16, evaluate_every=3
    )
    folder = tmp_path_factory.mktemp("runs") / "toy"
    train(
        replace(recipe, config=config, optimization=optimization), folder, from_changed_files=True
    )
    return folder


@pytest.fixture
def toy(toy_folder):
    return load_checkpoint(toy_folder)


@pytest.fixture(scope="module")
def digits():
    return load_digits().test


def test_the_card_says_what_was_scored_on_which_data(toy, digits):
    scores = toy.evaluate(digits)
    assert toy.card["metrics"] == {
        key: round(scores[key], 4) for key in ("accuracy", "nats_per_image")
    }
    assert scores["n"] == 359
    assert toy.card["data"][0]["name"] == "digits.csv.gz"
    assert toy.card["task"] == "image classifier"
    assert toy.card["tokenizer"] == {"kind": "none", "limit": None, "head": None, "files": []}
    assert toy.card["history"]["step"] == [3, 6]


def test_the_label_is_the_likeliest(toy, digits):
    labels = toy.classify(digits.pixels[:5])
    assert all(0.1 <= each.probability <= 1 for each in labels)
    right = Images(digits.pixels[:5], np.array([each.label for each in labels]))
    assert toy.evaluate(right)["accuracy"] == 1
    assert toy.classify(np.empty((0, 8, 8))) == []
    assert toy.classify(digits.pixels[:5, ..., None]) == labels


def test_patches_that_are_looked_at(toy, digits):
    _, weights = toy.attending.predict_on_batch(toy.checked(digits.pixels[:3]))
    assert weights[0].shape == (3, 2, 5, 5)


@pytest.mark.parametrize(
    ("images", "problem"),
    [
        ("What a waste of time.", "images must be numbers of the shape"),
        (np.zeros((2, 7, 8)), r"\(N, 8, 8\).*not float64 \(2, 7, 8\)"),
        (np.zeros((8, 8)), "images must be numbers"),
        (np.full((1, 8, 8), 16), "between 0 for paper and 1 for ink, not 16 and 16: divide"),
        (np.full((1, 8, 8), np.nan), "pixels must lie between"),
        (np.full((1, 8, 8), "a"), "images must be numbers"),
    ],
)
def test_what_are_no_such_images_is_refused(toy, images, problem):
    with pytest.raises(ValueError, match=problem):
        toy.classify(images)


@pytest.mark.parametrize("labels", [[], [1], [1, 10], [1, -1], [[1, 2]], ["1", "2"], [0.5, 1]])
def test_labels_that_do_not_fit_are_refused(toy, labels):
    with pytest.raises(ValueError, match="label"):
        toy.evaluate(Images(np.zeros((2, 8, 8)), labels))


def test_no_images_cannot_be_scored(toy):
    with pytest.raises(ValueError, match="0 images"):
        toy.evaluate(Images(np.empty((0, 8, 8)), []))


def test_a_file_is_scored_by_the_command_line(toy, toy_folder, digits, tmp_path):
    file = tmp_path / "mine.npz"
    np.savez(file, images=digits.pixels[:20], labels=digits.labels[:20])
    result = CliRunner().invoke(main, ["evaluate", str(toy_folder), "--file", str(file), "--json"])
    assert result.exit_code == 0, result.output
    expected = toy.evaluate(Images(digits.pixels[:20], digits.labels[:20]))
    assert json.loads(result.stdout) == pytest.approx(expected, abs=1e-4)
    np.savez(file, images=16 * digits.pixels, labels=digits.labels)
    result = CliRunner().invoke(main, ["evaluate", str(toy_folder), "--file", str(file)])
    assert result.exit_code == 2
    assert "divide them" in result.stderr
    result = CliRunner().invoke(main, ["classify", "a text", "--checkpoint", str(toy_folder)])
    assert result.exit_code == 2
    assert "images must be numbers" in result.stderr


def test_the_shipped_one_reads_digits(digits):
    assert "vit-mini" in checkpoint_names()
    model = load_checkpoint("vit-mini")
    scores = model.evaluate(digits)
    assert scores["accuracy"] >= 0.985
    assert scores["accuracy"] == pytest.approx(model.card["metrics"]["accuracy"], abs=0.003)
