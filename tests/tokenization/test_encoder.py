"""The byte-level encoder: nothing is lost, and the ids are the library's."""

import random

import numpy as np
import pytest

from nlp_helpers.datasets import SHAKESPEARE, load_shakespeare
from nlp_helpers.tokenization import (
    BYTE_CHARACTERS,
    BytePairEncoder,
    split_text,
    to_characters,
    to_text,
)
from tests.tokenization.conftest import AWKWARD, SENTENCES, merges_of

ENCODER = BytePairEncoder.train(SENTENCES, vocab_size=400)


def test_nothing_is_lost(any_text):
    ids = ENCODER.encode(any_text)
    assert ids.dtype == np.int32
    assert ids.ndim == 1
    assert ENCODER.decode(ids) == any_text
    assert to_text("".join(ENCODER.pieces(any_text))) == any_text
    assert "".join(split_text(any_text)) == any_text


def test_every_byte_has_a_character_of_its_own():
    every_byte = "".join(map(chr, range(0x800))) + "\uffff\U0010ffff"
    assert len(set(BYTE_CHARACTERS)) == 256
    assert set(to_characters(every_byte)) <= set(BYTE_CHARACTERS)
    assert all(c.isprintable() and not c.isspace() for c in BYTE_CHARACTERS)


def test_half_a_character_shows_as_such():
    assert BytePairEncoder().decode(BytePairEncoder().encode("é")[:1]) == "�"


@pytest.mark.parametrize("text", ["hello world", "日本", "\n"])
def test_what_stands_for_no_byte_is_named(text):
    unknown = next(c for c in text if c not in BYTE_CHARACTERS)
    with pytest.raises(ValueError, match=r"stands for no byte.* to_characters\(text\)") as error:
        to_text(text)
    assert repr(unknown) in str(error.value)
    assert to_text(to_characters(text)) == text


def on_the_library_s_terms(by_the_library, texts, vocab_size):
    """Train both and hold the merges against each other."""
    library = by_the_library(texts, vocab_size, byte_level=True)
    ours = BytePairEncoder.train(texts, vocab_size=vocab_size)
    assert list(ours.merges) == merges_of(library)
    assert list(ours.symbols) == sorted(library.get_vocab(), key=library.get_vocab().get)
    return ours, library


@pytest.mark.parametrize("seed", range(20))
def test_merges_and_ids_are_the_library_s(seed, by_the_library):
    chance = random.Random(seed)
    texts = ["".join(chance.choices("aábñ¿ 12.,'s\n日👍", k=80)) for _ in range(10)]
    ours, library = on_the_library_s_terms(by_the_library, texts, 256 + 20 * seed)
    for text in [*texts, *SENTENCES]:
        assert ours.pieces(text) == library.encode(text).tokens
        assert ours.encode(text).tolist() == library.encode(text).ids


@pytest.mark.needs(SHAKESPEARE)
def test_merges_and_ids_are_the_library_s_on_a_real_text(by_the_library):
    text = load_shakespeare()[:300_000]
    ours, library = on_the_library_s_terms(by_the_library, text.splitlines(keepends=True), 1_000)
    assert ours.encode(text).tolist() == library.encode(text).ids


@pytest.mark.parametrize("text", [t for t in [*SENTENCES, *AWKWARD] if "²" not in t])
def test_words_are_cut_as_by_gpt_2(text, by_the_library):
    library = by_the_library([], 256, byte_level=True)
    words = [word for word, _ in library.pre_tokenizer.pre_tokenize_str(text)]
    if "\x1c" not in text:  # to Python white space, to the library not
        assert [to_characters(word) for word in split_text(text)] == words


def test_the_vocabulary_has_the_size_asked_for():
    assert len(BytePairEncoder()) == len(BytePairEncoder.train([], vocab_size=1_000)) == 256
    assert len(ENCODER) == len(ENCODER.symbols) == len(set(ENCODER.symbols)) == 400


def test_more_merges_make_shorter_sequences():
    texts = " ".join(SENTENCES)
    lengths = [
        len(BytePairEncoder.train(SENTENCES, vocab_size=size).encode(texts))
        for size in (256, 300, 350, 400)
    ]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] == len(texts.encode()) > 2 * lengths[-1]


def test_a_vocabulary_too_small_for_the_bytes():
    with pytest.raises(ValueError, match="vocab_size must be at least 256, not 255"):
        BytePairEncoder.train(SENTENCES, vocab_size=255)


@pytest.mark.parametrize("text", [b"bytes", None, 5, ["a"]])
def test_what_is_not_a_string_is_named(text):
    with pytest.raises(TypeError, match=f"must be a string, not {type(text).__name__}"):
        ENCODER.encode(text)
    with pytest.raises(TypeError, match="must be a string"):
        BytePairEncoder.train(["fine", text], vocab_size=300)


def test_one_string_is_not_a_list_of_texts():
    with pytest.raises(TypeError, match="list of texts, not the string 'so good'"):
        BytePairEncoder.train("so good", vocab_size=300)


def test_half_a_surrogate_pair_is_an_error():
    with pytest.raises(ValueError, match=r"'\\ud83d', half of a surrogate pair: mend it"):
        ENCODER.encode("half \ud83d pair")
    with pytest.raises(ValueError, match="half of a surrogate pair"):
        BytePairEncoder.train(["\udc00"], vocab_size=300)


@pytest.mark.parametrize("ids", [[5, 400], [-1]])
def test_ids_outside_the_vocabulary(ids):
    with pytest.raises(ValueError, match=f"id {ids[-1]} is outside .* from 0 to 399"):
        ENCODER.decode(ids)


def test_ids_of_the_wrong_kind():
    with pytest.raises(TypeError):
        ENCODER.decode([0.5])


def test_merges_that_training_would_not_make():
    with pytest.raises(ValueError, match=r"\('ab', 'c'\) takes a symbol .* BytePairEncoder\.train"):
        BytePairEncoder((("ab", "c"),))
