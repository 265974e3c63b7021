"""The verbs of a pretrained model, and trainings that begin from it, on a toy."""

import dataclasses

import keras
import numpy as np
import pytest

from nlp_helpers.checkpoints import Classifier, load_checkpoint
from nlp_helpers.checkpoints.architectures import ARCHITECTURES
from nlp_helpers.checkpoints.beginning import begin_from
from nlp_helpers.checkpoints.storing import read_card
from nlp_helpers.checkpoints.tokenizers import train_tokenizer
from nlp_helpers.errors import CheckpointError
from nlp_helpers.models import EncoderConfig
from nlp_helpers.tokenization import END_ID, START_ID, SubwordTokenizer
from nlp_helpers.training.recipe import Tokenization

from ..conftest import store_toy

TEXTS = ["a good film. a dull film, though good.", "the plot is thin. go and see it!"]


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A folder with runs/toy-bert in it, an untrained model."""
    tokenizer = SubwordTokenizer.train(TEXTS, vocab_size=290)
    config = EncoderConfig(len(tokenizer), 16, 2, 2, 16, 32, separator=3)
    folder = tmp_path_factory.mktemp("trained")
    kind = ("masked language model", "bert", config, {"kind": "subwords"})
    parts = {"vocabulary.json": tokenizer.to_bytes()}
    store_toy(folder / "runs" / "toy-bert", *kind, parts)
    return folder


@pytest.fixture
def runs(stored, monkeypatch):
    """The folder of trainings, as the commands look for it."""
    monkeypatch.chdir(stored)
    return stored / "runs"


@pytest.fixture(scope="module")
def toy(stored):
    return load_checkpoint(stored / "runs" / "toy-bert")


def test_every_mask_is_filled_with_the_likeliest_pieces(toy):
    text = "A [MASK] film, though [MASK]."
    first, second = toy.fill(text, count=3)
    for guesses in (first, second):
        shares = [guess.probability for guess in guesses]
        assert shares == sorted(shares, reverse=True)
        assert len(guesses) == 3
    [whole, _] = toy.fill(text, count=len(toy.tokenizer))
    assert sum(guess.probability for guess in whole) == pytest.approx(1, abs=1e-4)


def test_a_mask_stands_where_a_word_with_its_space_would(toy):
    ids = toy._encode("a good film. [MASK]dull [MASK], though")
    pieces = [toy._piece(i) for i in ids]
    assert "".join(pieces) == "[CLS] a good film.[MASK]dull[MASK], though[SEP]"
    whole = toy._encode("a good film, though")
    masked = toy._encode("a [MASK] film, though")
    [place] = np.flatnonzero(masked == 1)
    np.testing.assert_array_equal(masked[place + 1 :], whole[-(len(masked) - place - 1) :])


@pytest.mark.parametrize("text", ["a film", ""])
def test_a_text_without_a_mask_is_refused(toy, text):
    with pytest.raises(ValueError, match=r"no \[MASK\]"):
        toy.fill(text)


def test_long_texts_are_refused(toy):
    for verb in (toy.fill, toy.attentions, lambda text: toy.follows(text, text)):
        with pytest.raises(ValueError, match="too long"):
            verb("[MASK] film " * 20)


def test_attentions_are_of_every_piece(toy):
    pieces, weights = toy.attentions("a good film.")
    assert pieces[0] == "[CLS]"
    assert pieces[-1] == "[SEP]"
    assert weights.shape == (2, 2, len(pieces), len(pieces))


def test_what_a_text_is_filled_up_to_changes_nothing(toy):
    text = "a [MASK] film"
    alone = [[guess.probability for guess in each] for each in toy.fill(text)]
    read = toy._encode(text)
    logits, _ = toy.model([read[None], np.flatnonzero(read == 1)[None]])  # not filled up
    shares = keras.ops.convert_to_numpy(keras.ops.softmax(logits))[0]
    np.testing.assert_allclose(alone, -np.sort(-shares)[:, :5], rtol=1e-4)


@pytest.mark.parametrize(
    "ask",
    [
        lambda toy, text: toy.fill("[MASK]" + text),
        lambda toy, text: toy.attentions(text),
        lambda toy, text: toy.follows("a film", text),
    ],
    ids=["fill", "attentions", "follows"],
)
def test_texts_of_many_lengths_have_few_shapes(toy, monkeypatch, ask):
    """JAX compiles each anew."""
    ask(toy, " good")  # whatever is built once
    embedding, read = keras.layers.ReversibleEmbedding, []
    embed = embedding.call

    def note(layer, inputs, reverse=False):
        read.extend([] if reverse else [tuple(inputs.shape)])
        return embed(layer, inputs, reverse=reverse)

    monkeypatch.setattr(embedding, "call", note)
    for words in range(1, 9):
        ask(toy, " good" * words)
    assert len(read) == 8
    assert set(read) <= {(1, 8), (1, 16), (1, 32)}


def test_what_follows_is_the_second_head_on_the_first_vector(runs):
    """Computed apart: the ids by hand, the head in NumPy."""
    toy = load_checkpoint(runs / "toy-bert")
    toy.model.set_weights([30 * weights for weights in toy.model.get_weights()])  # or all is 0.5
    head = [toy.model.get_layer(name).get_weights() for name in ("pooler", "follows")]
    before = keras.Model(toy.model.inputs[0], toy.model.get_layer("block_1").output[0])

    def follows(first, second):
        pieces = map(toy.tokenizer.encode, (first, second))
        ids = [START_ID, *next(pieces), END_ID, *next(pieces), END_ID]
        vector = keras.ops.convert_to_numpy(before(np.array([ids])))[0, 0]
        for (kernel, bias), function in zip(head, (np.tanh, lambda x: x), strict=True):
            vector = function(vector @ kernel + bias)
        return 1 / (1 + np.exp(-vector[0]))

    one, other = "a good film.", "the plot is thin."
    assert toy.follows("A good <b>film.</b>", other) == pytest.approx(follows(one, other), rel=1e-4)
    assert toy.follows(other, one) == pytest.approx(follows(other, one), rel=1e-4)
    assert follows(one, other) != pytest.approx(follows(other, one), rel=1e-3)


def test_a_file_is_scored_text_by_text(toy, tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("\n\n".join(["<b>A good</b> film. See it!", *TEXTS, "One sentence."]))
    scores = toy.evaluate(toy.read(path))
    assert scores["n"] == 3
    assert 0 <= scores["masked_accuracy"] <= 1
    with pytest.raises(ValueError, match="two texts"):
        toy.evaluate(["One. Two."])


def test_a_classifier_begins_with_the_encoder(runs, toy):
    config = dataclasses.replace(toy.config, dropout=0.1)
    model = ARCHITECTURES["bert-classifier"].make(config)
    head = model.get_layer("logits").get_weights()
    card = {"architecture": "bert-classifier"}
    card["tokenizer"] = {"kind": "subwords", "limit": 16, "head": 4}
    tokenizer = train_tokenizer(Tokenization("subwords", checkpoint="toy-bert"), [])
    assert tokenizer.to_bytes() == toy.tokenizer.to_bytes()
    classifier = Classifier(model, config, (tokenizer,), card)
    begin_from(classifier, "toy-bert")
    ids = np.array(classifier.encode(["A good film."]))
    ours, theirs = (
        keras.Model(each.get_layer("ids").output, each.get_layer("block_1").output[0])
        for each in (model, toy.model)
    )
    np.testing.assert_allclose(
        keras.ops.convert_to_numpy(ours(ids)), keras.ops.convert_to_numpy(theirs(ids)), atol=1e-6
    )
    for one, other in zip(model.get_layer("logits").get_weights(), head, strict=True):
        np.testing.assert_array_equal(one, other)
    files = read_card(runs / "toy-bert")["files"]
    assert card["learned_from"] == {"toy-bert": files["model.safetensors"]}


def test_nothing_to_begin_from_is_told(toy):
    with pytest.raises(CheckpointError, match=r"no checkpoint in runs/nobody.*train nobody"):
        begin_from(toy, "nobody")


def test_a_checkpoint_of_another_model_is_nothing_to_begin_from(toy):
    with pytest.raises(CheckpointError, match="char-rnn has none of the model's weights"):
        begin_from(toy, "char-rnn")


def test_no_guesses_cannot_be_asked_for(toy):
    with pytest.raises(ValueError, match="count must be at least 1, not 0"):
        toy.fill("a [MASK] film", count=0)
