"""The verbs of a sentiment classifier, on a toy and on the shipped checkpoints."""

import json

import pytest

from nlp_helpers.checkpoints import checkpoint_names, load_checkpoint
from nlp_helpers.datasets import MINILM, MINILM_TOKENIZER, Reviews
from nlp_helpers.errors import CheckpointError

from ..real_data import require

ODD_TEXTS = ["", " \n", "zyzzyva qwxz", "film " * 100_000, "<br /><b>", "😀 & é", "\x00"]


@pytest.fixture
def toy(sentiment_folder):
    return load_checkpoint(sentiment_folder)


def test_the_label_is_the_likelier_one(toy):
    texts = ["good film!", "bad bad film", "film"]
    for text, positive in zip(texts, toy.probabilities(texts), strict=True):
        label, probability = toy.classify(text)
        assert label == ("positive" if positive > 0.5 else "negative")
        assert probability == pytest.approx(max(positive, 1 - positive), abs=1e-6)


@pytest.mark.parametrize("text", ODD_TEXTS, ids=lambda text: repr(text[:8]))
def test_odd_texts_get_a_probability(toy, text):
    assert 0.5 <= toy.classify(text).probability <= 1


@pytest.mark.parametrize("text", [None, b"good", 3, ["good"]])
def test_what_is_no_text_is_refused(toy, text):
    with pytest.raises(TypeError, match="string"):
        toy.classify(text)


def test_one_text_in_place_of_a_list_is_refused(toy):
    for take in (toy.probabilities, toy.encode):
        with pytest.raises(TypeError, match="list of texts"):
            take("good")
    assert toy.probabilities([]).shape == (0,)


def test_evaluate_counts_what_it_gets_right(toy):
    texts = ["good", "bad", "film good", "!"]
    labels = (toy.probabilities(texts) > 0.5).astype(int)
    assert toy.evaluate(Reviews(texts, labels))["accuracy"] == 1
    labels[0] = 1 - labels[0]
    scores = toy.evaluate(Reviews(texts, labels))
    assert scores["accuracy"] == 0.75
    assert scores["n"] == 4
    assert scores["nats_per_review"] > 0


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        ([], []),
        (["good"], [0, 1]),
        (["good"], [2]),
        (["good"], ["1"]),
        (["good"], 1),
        (["good", "bad"], [[1], [0]]),
    ],
)
def test_labels_that_do_not_fit_are_refused(toy, texts, labels):
    with pytest.raises(ValueError, match="label"):
        toy.evaluate(Reviews(texts, labels))


def test_a_file_is_scored_line_by_line(toy, tmp_path):
    rows = [{"text": "good", "label": 1}, {"text": "bad film", "label": 0}]
    path = tmp_path / "reviews.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    expected = toy.evaluate(Reviews(("good", "bad film"), [1, 0]))
    assert toy.evaluate(toy.read(path)) == expected


def test_a_damaged_vocabulary_is_noticed(sentiment_folder):
    (sentiment_folder / "vocabulary.txt").write_text("\n[UNK]\nbad")
    with pytest.raises(CheckpointError, match="damaged"):
        load_checkpoint(sentiment_folder)


SHIPPED = {  # name -> its least validation accuracy, and the files it needs besides its own
    "sentiment-gru": (0.905, ()),
    "sentiment-minilm": (0.905, (MINILM, MINILM_TOKENIZER)),
}


@pytest.fixture(params=SHIPPED, scope="module")  # loaded and compiled once
def shipped(request):
    """A shipped checkpoint, where the cache has what it is built on."""
    least, cards = SHIPPED[request.param]
    require(*cards)
    return load_checkpoint(request.param), least


def test_the_shipped_ones_know_praise_from_blame(shipped):
    model, least = shipped
    assert model.card["metrics"]["accuracy"] >= least
    assert model.classify("A moving, funny film; the best I have seen this year.")[0] == "positive"
    assert model.classify("Two hours of my life wasted on a dull and silly plot.")[0] == "negative"


@pytest.mark.parametrize("text", ODD_TEXTS, ids=lambda text: repr(text[:8]))
def test_the_shipped_ones_take_odd_texts(shipped, text):
    assert 0.5 <= shipped[0].classify(text).probability <= 1


def test_the_shipped_ones_are_as_good_as_their_cards_say(shipped, held_reviews):
    """On reviews held out, in a hash's order: within two standard errors of the card's accuracy."""
    model, _ = shipped
    reviews = held_reviews(200)
    scores = model.evaluate(reviews)
    accuracy = model.card["metrics"]["accuracy"]
    error = (accuracy * (1 - accuracy) / len(reviews.texts)) ** 0.5
    assert scores["accuracy"] == pytest.approx(accuracy, abs=2 * error)


def test_they_all_ship():
    assert set(SHIPPED) <= set(checkpoint_names())
