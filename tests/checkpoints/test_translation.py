"""A stored translator: loading, translating, aligning, scoring, and what it is given."""

import keras
import numpy as np
import pytest

from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.datasets import Pairs
from nlp_helpers.errors import CheckpointError
from nlp_helpers.models import with_alignments
from nlp_helpers.tokenization import END_ID, START_ID

SENTENCES = ["I see a cat.", "Go!", "No. No. I see a cat. Go! I see a cat and another one.", "Go!"]


@pytest.fixture
def translator(translator_folder):
    return load_checkpoint(translator_folder)


@pytest.fixture
def attentive(translator):
    if not translator.card["config"]["attention"]:
        pytest.skip("without attention")
    return translator


@pytest.mark.parametrize("num_beams", [1, 3])
def test_a_batch_is_translated_as_its_sentences_alone(translator, num_beams):
    together = translator.translate(SENTENCES, num_beams=num_beams)
    alone = [translator.translate([each], num_beams=num_beams)[0] for each in SENTENCES]
    assert together == alone
    assert together[1] == together[3]
    assert len(set(together)) > 1  # or the test could not fail


def test_more_beams_find_likelier_translations(translator):
    found = [translator.search(SENTENCES[:2], num_beams=k, length_penalty=0.0) for k in (1, 8)]
    for narrow, wide in zip(*found, strict=True):
        assert wide[0].log_probability >= narrow[0].log_probability - 1e-4
        assert [each.score for each in wide] == sorted((e.score for e in wide), reverse=True)


def test_many_sentences_come_back_in_their_order(translator):
    sentences = [f"I see {'a cat ' * (i % 9)}{i}." for i in range(70)]
    together = translator.translate(sentences, num_beams=1)
    assert together[::23] == translator.translate(sentences[::23], num_beams=1)


@pytest.mark.parametrize(
    "sentence",
    [
        "¿Dónde está la biblioteca?",
        "日本語 🎉 \x00 <br>",
        "zzxq vvrrk",
    ],
    ids=["another language", "signs", "unknown words"],
)
def test_takes_whatever_is_said(translator, sentence):
    [translation] = translator.translate([sentence], num_beams=2)
    assert isinstance(translation, str)


def test_what_is_longer_than_any_training_sentence_is_told_and_cut(translator):
    with pytest.warns(UserWarning, match=r"has 62 pieces, but .* at most 48: give it a sentence"):
        translator.translate(["1" * 60], num_beams=1)
    with pytest.warns(UserWarning, match="beyond 96 pieces is not read"):
        far, farther = translator.translate(["1" * 200, "1" * 2_000], num_beams=1)
    assert far == farther


def test_nothing_is_translated_as_nothing(translator):
    assert translator.translate(["", " \n", "\u200b", "\ufeff\u3000", "Go!"])[:4] == [""] * 4
    assert translator.translate([]) == []


def test_writes_neither_padding_nor_unknown_nor_start(translator):
    embedding = translator.model.get_layer("decoder").get_layer("target_embedding")
    embedding.bias.assign(100.0 * (np.arange(len(translator.target)) < END_ID))
    for beams in translator.search(SENTENCES, num_beams=3, length_penalty=1.0):
        assert min(min(each.ids, default=END_ID) for each in beams) >= END_ID


def test_takes_more_beams_than_the_vocabulary_has_pieces(translator):
    beams = len(translator.target) + 5
    [found] = translator.search(["Go!"], num_beams=beams, length_penalty=1.0)
    assert 1 <= len(found) <= beams


@pytest.mark.parametrize(
    ("sentences", "error", "message"),
    [
        ("Go!", TypeError, "list of texts, not the string 'Go!'"),
        ([None], TypeError, "None"),
        ([7], TypeError, "7"),
        (["\ud800"], ValueError, "surrogate"),
    ],
)
def test_refuses_what_is_no_sentence(translator, sentences, error, message):
    with pytest.raises(error, match=message):
        translator.translate(sentences)


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"num_beams": 0}, "num_beams"), ({"length_penalty": -1}, "length_penalty")],
)
def test_refuses_settings_out_of_range(translator, settings, message):
    with pytest.raises(ValueError, match=message):
        translator.translate(["Go!"], **settings)


def test_alignments_tell_of_each_piece_where_it_looked(attentive):
    alignment = attentive.align("I see a cat.", "Veo un gato.")
    assert "".join(alignment.source[:-1]).strip() == "I see a cat."
    assert "".join(alignment.target[:-1]).strip() == "Veo un gato."
    assert alignment.weights.shape == (len(alignment.target), len(alignment.source))
    np.testing.assert_allclose(alignment.weights.sum(axis=1), 1, rtol=1e-5)


def test_alignments_are_those_of_the_sentence_alone(attentive):
    source = attentive.source.encode("Go!")
    written = attentive.target.encode("¡Ve!")
    ids = [np.array([[*source, END_ID]]), np.array([[START_ID, *written]])]  # no padding
    _, weights = with_alignments(attentive.model).predict_on_batch(ids)
    found = attentive.align("Go!", "¡Ve!").weights
    np.testing.assert_allclose(found, keras.ops.convert_to_numpy(weights)[0], rtol=1e-4, atol=1e-6)


def test_an_alignment_is_of_what_is_read_and_however_accents_are_written(attentive):
    together, apart = (attentive.align("Go!", text) for text in ("Cómo", "Co\u0301mo"))
    assert apart.target == together.target
    np.testing.assert_array_equal(apart.weights, together.weights)
    with pytest.warns(UserWarning, match="beyond 96 pieces is not read"):
        alignment = attentive.align("1" * 2_000, "1" * 2_000)
    assert alignment.weights.shape == (len(alignment.target), len(alignment.source)) == (96, 96)


def test_an_alignment_is_drawn_with_a_line_a_piece(attentive):
    alignment = attentive.align("Go!", "¡Ve!")
    lines = alignment.drawn().split("\n")
    assert len(lines) == max(map(len, alignment.source)) + len(alignment.target)
    assert len({len(line) for line in lines}) == 1


def test_no_alignment_without_attention(translator):
    if translator.card["config"]["attention"]:
        pytest.skip("with attention")
    with pytest.raises(ValueError, match="no alignments"):
        translator.align("Go!", "¡Ve!")


def test_scores_its_own_translations_as_perfect(translator):
    sentences = ("I see a cat.", "I see a cat. Go! No.")
    own = translator.translate(sentences)
    assert any(own)  # or there would be nothing to score
    scores = translator.evaluate(Pairs(sentences, tuple(own)))
    assert scores["chrf"] == pytest.approx(100)
    assert scores["n"] == 2


def test_scores_a_file(translator, tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("Go!\t¡Ve!\nNo.\tNo.\tan attribution\n\n")
    assert translator.evaluate(translator.read(path))["n"] == 2


def test_a_damaged_tokenizer_is_named(translator_folder):
    (translator_folder / "target.json").write_bytes(b"{}")
    with pytest.raises(CheckpointError, match=r"target.json is damaged"):
        load_checkpoint(translator_folder)


NMT = ("nmt-lstm", "nmt-bilstm", "nmt-attention", "nmt-transformer")


@pytest.mark.parametrize("name", NMT)
def test_the_shipped_ones_are_as_good_as_their_cards_say(name, held_pairs):
    """On 300 of the card's 5,001 pairs. BLEU of such a sample moves by about two points."""
    shipped = load_checkpoint(name)
    scores = shipped.evaluate(held_pairs(300), num_beams=4)
    assert scores["bleu"] == pytest.approx(shipped.card["metrics"]["bleu"], abs=5)
