"""The translation models' tokenizer: nothing is lost, and it outlives a file."""

import numpy as np
import pytest

from nlp_helpers.tokenization import (
    END_ID,
    PADDING_ID,
    SPECIAL_IDS,
    START_ID,
    UNKNOWN_ID,
    BytePairEncoder,
    SubwordTokenizer,
)
from tests.tokenization.conftest import AWKWARD, SENTENCES

TOKENIZER = SubwordTokenizer.train(SENTENCES, vocab_size=400)


def test_nothing_is_lost(any_text):
    ids = TOKENIZER.encode(any_text)
    assert ids.dtype == np.int32
    assert ids.ndim == 1
    assert TOKENIZER.decode(ids) == any_text


def test_special_ids_come_from_no_text_and_leave_no_trace(any_text):
    ids = TOKENIZER.encode(any_text)
    assert (ids >= SPECIAL_IDS).all()
    assert (ids < len(TOKENIZER)).all()
    framed = [START_ID, *ids, END_ID, PADDING_ID, PADDING_ID, UNKNOWN_ID]
    assert TOKENIZER.decode(framed) == any_text


def test_special_ids_are_what_checkpoints_were_trained_with():
    assert (PADDING_ID, UNKNOWN_ID, START_ID, END_ID, SPECIAL_IDS) == (0, 1, 2, 3, 4)


def test_ids_are_those_of_our_own_encoder_behind_the_special_ones():
    spaced = [" " + text for text in SENTENCES]
    ours = BytePairEncoder.train(spaced, vocab_size=400 - SPECIAL_IDS)
    for text, with_space in zip(SENTENCES, spaced, strict=True):
        expected = ours.encode(with_space) + SPECIAL_IDS
        assert TOKENIZER.encode(text).tolist() == expected.tolist()


def test_a_batch_is_its_texts():
    texts = [*SENTENCES, *AWKWARD]
    batch = TOKENIZER.encode_batch(texts)
    assert len(batch) == len(texts)
    for text, ids in zip(texts, batch, strict=True):
        assert ids.dtype == np.int32
        assert ids.tolist() == TOKENIZER.encode(text).tolist()
    assert TOKENIZER.encode_batch([]) == []
    assert TOKENIZER.encode_batch(tuple(texts))[0].tolist() == batch[0].tolist()


def test_a_word_is_the_same_at_the_start_and_later():
    first, later = TOKENIZER.encode("Tom"), TOKENIZER.encode("so Tom")
    assert later.tolist()[-len(first) :] == first.tolist()


def test_it_outlives_a_file():
    restored = SubwordTokenizer.from_bytes(TOKENIZER.to_bytes())
    assert restored.to_bytes() == TOKENIZER.to_bytes()
    assert len(restored) == len(TOKENIZER) == 400
    for text in [*SENTENCES, *AWKWARD]:
        assert restored.encode(text).tolist() == TOKENIZER.encode(text).tolist()
        assert restored.decode(restored.encode(text)) == text


def test_training_twice_gives_the_same():
    again = SubwordTokenizer.train(iter(SENTENCES), vocab_size=400)
    assert again.to_bytes() == TOKENIZER.to_bytes()


def test_pieces_show_what_was_cut():
    pieces = TOKENIZER.pieces([START_ID, *TOKENIZER.encode("Tom ran to Łódź"), END_ID])
    half = "�"  # of a letter that training did not show
    assert pieces == [" Tom", " ran", " to", " ", half, half, "ó", "d", half, half]


def test_bytes_that_make_no_character():
    half = TOKENIZER.encode("Ł")[-1:]
    assert TOKENIZER.decode(half) == "�"


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\xfe", b'{"model": null}'])
def test_what_is_no_stored_tokenizer(data):
    with pytest.raises(ValueError, match="not a stored tokenizer"):
        SubwordTokenizer.from_bytes(data)


def test_a_vocabulary_too_small_for_the_bytes():
    assert len(SubwordTokenizer.train([], vocab_size=260)) == 260
    with pytest.raises(ValueError, match="vocab_size must be at least 260, not 259"):
        SubwordTokenizer.train(SENTENCES, vocab_size=259)


@pytest.mark.parametrize("text", [b"bytes", None, 5, ["a"], ("a", "b"), float("nan")])
def test_what_is_not_a_string_is_named(text):
    for call in (TOKENIZER.encode, lambda t: TOKENIZER.encode_batch(["fine", t])):
        with pytest.raises(TypeError, match=f"must be a string, not {type(text).__name__}"):
            call(text)
    with pytest.raises(TypeError, match="must be a string"):
        SubwordTokenizer.train(["fine", text], vocab_size=300)


def test_one_string_is_not_a_list_of_texts():
    for call in (TOKENIZER.encode_batch, lambda t: SubwordTokenizer.train(t, vocab_size=300)):
        with pytest.raises(TypeError, match="list of texts, not the string 'so good'"):
            call("so good")


def test_half_a_surrogate_pair_is_an_error():
    with pytest.raises(ValueError, match=r"'\\ud83d', half of a surrogate pair: mend it"):
        TOKENIZER.encode("half \ud83d pair")


@pytest.mark.parametrize("ids", [[5, 400], [-1]])
def test_ids_outside_the_vocabulary(ids):
    for call in (TOKENIZER.decode, TOKENIZER.pieces):
        with pytest.raises(ValueError, match=f"id {ids[-1]} is outside .* from 0 to 399"):
            call(ids)


def test_ids_of_the_wrong_kind():
    with pytest.raises(TypeError):
        TOKENIZER.decode([0.5])
