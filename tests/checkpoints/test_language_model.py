"""The verbs of trained language models, on toys and on the shipped checkpoints."""

import math
from dataclasses import replace

import keras
import numpy as np
import pytest
from scipy import special

from nlp_helpers.checkpoints import load_checkpoint, making
from nlp_helpers.checkpoints.storing import read_card, store
from nlp_helpers.datasets import SHAKESPEARE, nine_tenths, shakespeare_splits
from nlp_helpers.datasets.splits import TwoSplits
from nlp_helpers.models import window_start
from nlp_helpers.recipes import load_recipe
from nlp_helpers.training.char_rnn import NextCharacter, compile_for_characters, window_nats
from nlp_helpers.training.recipe import Corpus


@pytest.fixture(params=["folder", "gpt_folder"], ids=["GRU", "GPT"])
def toy(request):
    """A toy checkpoint, loaded: one carries a state, the other sees eight characters."""
    return load_checkpoint(request.getfixturevalue(request.param))


def test_figures_on_the_card_are_renewed(toy, tmp_path, monkeypatch):
    """Nobody has compiled the model that comes from a checkpoint."""
    text = "abc def\ngh" * 3
    corpus = Corpus(cards=(), load=lambda: TwoSplits(text, text), split="")
    recipe = replace(load_recipe("char-rnn"), corpus=corpus, objective=NextCharacter(window=8))
    monkeypatch.setattr(making, "load_recipe", lambda name: recipe)
    parts = {"vocabulary.txt": toy.vocabulary.to_bytes()}
    store(tmp_path, toy.model, toy.card | {"name": "char-rnn"}, parts)
    scores = making.score(tmp_path, from_changed_files=True)
    assert read_card(tmp_path)["metrics"] == scores
    assert scores["stream_nats"] == pytest.approx(toy.evaluate(text)["nats_per_char"], abs=1e-4)


@pytest.fixture(scope="module")
def bard():
    """The shipped checkpoint."""
    return load_checkpoint("char-rnn")


def test_probabilities_sum_to_one_likeliest_first(toy):
    probabilities = toy.next_probabilities("abc")
    assert math.isclose(sum(probabilities.values()), 1, abs_tol=1e-5)
    assert list(probabilities.values()) == sorted(probabilities.values(), reverse=True)
    assert toy.next_character("abc") == next(iter(probabilities))


def test_what_comes_next_depends_on_the_text_alone_in_few_shapes(toy, monkeypatch):
    """JAX compiles each shape anew, so texts are filled up."""
    for text in ("a", "abc", "abcd ef", "abc def\ngh" * 4):
        ids = toy.vocabulary.encode(text)[None]
        if toy.context_length:
            ids = ids[:, window_start(ids.shape[1], toy.context_length) :]
        logits = keras.ops.convert_to_numpy(toy.model.predict_on_batch(ids))[0, -1]
        wanted = special.softmax(logits)[np.argsort(-logits, kind="stable")]
        np.testing.assert_allclose([*toy.next_probabilities(text).values()], wanted, rtol=1e-4)
    shapes = set()
    predict = toy.model.predict_on_batch
    monkeypatch.setattr(
        toy.model, "predict_on_batch", lambda ids: (shapes.add(ids.shape), predict(ids))[1]
    )
    for length in range(1, 33):
        toy.next_character(("abcd" * 8)[:length])
    assert len(shapes) == 1


@pytest.mark.parametrize("text", [["abc"], 5])
def test_a_text_is_a_string(toy, text):
    for verb in (toy.next_character, toy.evaluate, lambda text: toy.generate(text, length=3)):
        with pytest.raises(TypeError, match="a text must be a string, not"):
            verb(text)


def test_greedy_text_is_the_likeliest_character_each_time(toy):
    text = "abc"
    for _ in range(12):  # from scratch: the whole prefix is encoded again for each character
        text += toy.next_character(text)
    assert toy.generate("abc", length=12) == text[3:]


def test_one_beam_is_greedy(toy):
    assert toy.generate("ab", length=20, num_beams=1) == toy.generate("ab", length=20)


def test_the_least_temperature_is_greedy_and_a_seed_repeats_itself(toy):
    assert toy.generate("ab", length=20, temperature=1e-6) == toy.generate("ab", length=20)
    drawn = [toy.generate("ab", length=20, temperature=1.0, seed=seed) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_evaluate_agrees_with_the_probabilities(toy):
    text = "abcdefgh\nhead"
    nats = [
        -math.log(toy.next_probabilities(text[:place])[text[place]])
        for place in range(1, len(text))
    ]
    scores = toy.evaluate(text)
    assert scores["nats_per_char"] == pytest.approx(np.mean(nats), abs=1e-5)
    assert scores["bits_per_char"] == pytest.approx(np.mean(nats) / math.log(2), abs=1e-5)
    assert scores["chars"] == len(text) - 1
    assert scores["dropped"] == 0


def test_evaluate_takes_any_text_and_counts_what_it_drops(toy):
    folded = toy.evaluate("Béad 42!")
    spelled = "bead " if toy.vocabulary.lower_cased else "Bead "
    assert toy.vocabulary.decode(toy.vocabulary.encode(spelled)) == spelled
    assert folded["nats_per_char"] == toy.evaluate(spelled)["nats_per_char"]
    assert (folded["chars"], folded["dropped"]) == (4, 3)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"temperature": 0}, "use greedy"),
        ({"temperature": -1.0}, "-1"),
        ({"top_k": 0}, "k must be a positive integer, not 0"),
        ({"top_p": 0.0}, "p must be"),
        ({"top_p": 1.1}, "1.1"),
        ({"num_beams": 0}, "num_beams must be a positive integer, not 0"),
        ({"length": 0}, "length must be a positive integer, not 0"),
        ({"num_beams": 2, "top_k": 2}, "either num_beams or"),
        ({"prompt": ""}, "prompt is empty"),
        ({"prompt": "xyz"}, "'x', 'y', 'z'"),
    ],
)
def test_bad_settings_name_the_value(toy, settings, message):
    with pytest.raises(ValueError, match=message):
        toy.generate(**{"prompt": "ab", "length": 5} | settings)


def test_more_kept_than_there_are_is_plain_sampling(toy):
    plain = toy.generate("ab", length=30, temperature=1.0)
    assert toy.generate("ab", length=30, top_k=10_000, top_p=1.0) == plain


@pytest.mark.parametrize("text", ["", "42!", "a"])
def test_nothing_to_score_is_said(toy, text):
    with pytest.raises(ValueError, match="two or more"):
        toy.evaluate(text)


def test_the_famous_prompt(bard):
    assert bard.next_character("To be or not to b") == "e"


@pytest.mark.needs(SHAKESPEARE)
@pytest.mark.parametrize("name", ["char-rnn", pytest.param("gpt-letters", marks=pytest.mark.slow)])
def test_the_card_says_what_the_model_scores(name):
    """What is printed of it is the same, to the last digit, as `evaluate` says again."""
    model = load_checkpoint(name)
    compile_for_characters(model.model, "sgd")
    scores = load_recipe(name).objective.scores(model, shakespeare_splits().valid)
    assert scores["metrics"] == pytest.approx(model.card["metrics"], abs=1.5e-4)


def test_the_small_gpt_is_scored_on_the_same_text_as_the_gru(bard):
    gpt = load_checkpoint("gpt-letters")
    assert gpt.card["split"] == bard.card["split"]
    assert gpt.card["metrics"]["stream_nats"] <= 1.36
    assert gpt.model.count_params() <= 1_500_000


@pytest.mark.slow
@pytest.mark.needs(SHAKESPEARE)
def test_gpt_shakespeare_is_near_nanogpt():
    """On its terms. The quickest of the card's figures is computed anew; others take minutes."""
    gpt = load_checkpoint("gpt-shakespeare")
    compile_for_characters(gpt.model, "sgd")
    ids = gpt.vocabulary.encode(nine_tenths().valid)
    metrics = gpt.card["metrics"]
    assert window_nats(gpt.model, ids, 256) == pytest.approx(metrics["windows_nats"], abs=1.5e-4)
    assert metrics["random_windows_nats"] <= 1.48


def test_the_shipped_model_beats_the_references(bard):
    assert bard.card["metrics"]["windows_nats"] <= 1.40 < 1.5477
    assert bard.card["metrics"]["stream_nats"] <= 1.36 < 1.4786
