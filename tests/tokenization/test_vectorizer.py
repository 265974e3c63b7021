"""Words without case and punctuation, against Keras's layer."""

import keras
import numpy as np
import pytest

from nlp_helpers.datasets import pad
from nlp_helpers.tokenization import END_WORD, START_WORD, TextVectorizer
from tests.tokenization.conftest import AWKWARD, SENTENCES, random_text

TEXTS = [*SENTENCES, *AWKWARD, *(random_text(seed) for seed in range(100))]
TEXTS += [f"{START_WORD} {text} {END_WORD}" for text in SENTENCES]
TEXTS += ["El él ÉL Ñandú ñandú", "a!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'b", "\v\fa\xa0b\x1cc\x85d"]


@pytest.mark.parametrize("size", [10, 1_000])
@pytest.mark.parametrize("length", [5, 50])
def test_words_and_ids_are_those_of_keras(size, length):
    layer = keras.layers.TextVectorization(size, output_sequence_length=length)
    plain = [text.replace("¿", "").replace("¡", "") for text in TEXTS]
    layer.adapt(plain)
    ours = TextVectorizer.fit(TEXTS, size=size)
    assert list(ours.words) == layer.get_vocabulary()
    for texts in (TEXTS, plain):
        ids = pad([ids[:length] for ids in ours.encode_batch(texts)], length)
        assert np.array_equal(ids, np.asarray(layer(plain)))


def test_decoding_gives_the_words_without_padding():
    ours = TextVectorizer.fit(["¿Qué tal, Tom?"], size=10)
    (ids,) = ours.encode_batch(["¡Tom! ¿Qué pasa?"])
    assert ours.decode([*ids, ours.pad_id]) == "tom qué [UNK]"
    assert ours.encode("...").shape == (0,)
    assert ours.encode("Tom").dtype == np.int32


@pytest.mark.parametrize("text", [b"bytes", None, 5, ["a"]])
def test_what_is_not_a_string_is_named(text):
    with pytest.raises(TypeError, match=f"must be a string, not {type(text).__name__}"):
        TextVectorizer.fit(["fine", text], size=5)


def test_one_string_is_not_a_list_of_texts():
    ours = TextVectorizer.fit(["so good"], size=5)
    for call in (ours.encode_batch, lambda text: TextVectorizer.fit(text, size=5)):
        with pytest.raises(TypeError, match="list of texts, not the string 'so good'"):
            call("so good")


def test_sizes_that_hold_no_word():
    with pytest.raises(ValueError, match="size must be at least 3, not 2"):
        TextVectorizer.fit(["so good"], size=2)


def test_half_a_surrogate_pair_is_an_error():
    with pytest.raises(ValueError, match="half of a surrogate pair"):
        TextVectorizer.fit(["half \ud83d pair"], size=5)


@pytest.mark.parametrize("words", [("so", "good"), ("", "[UNK]", "so", "so"), ()])
def test_words_that_fit_would_not_make(words):
    with pytest.raises(ValueError, match=r"TextVectorizer\.fit"):
        TextVectorizer(words)


@pytest.mark.parametrize("ids", [[2, 3], [-1]])
def test_ids_outside_the_vocabulary(ids):
    with pytest.raises(ValueError, match=f"id {ids[-1]} is outside .* from 0 to 2"):
        TextVectorizer.fit(["good"], size=3).decode(ids)
