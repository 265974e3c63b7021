"""Texts as word pieces, and long ones shortened between their first and last id."""

import pytest

from nlp_helpers.datasets.pieces import encode_pieces, encode_subwords
from nlp_helpers.tokenization import SubwordTokenizer

from ..tokenization.test_protocol import TEXTS, make_pieces

TOKENIZERS = {
    encode_pieces: make_pieces().library,
    encode_subwords: SubwordTokenizer.train(TEXTS, vocab_size=280),
}


@pytest.fixture(params=TOKENIZERS, ids=lambda encode: encode.__name__)
def encode(request):
    """One of the encoders, with a tokenizer for it."""
    return lambda *texts, **how: request.param(TOKENIZERS[request.param], *texts, **how)


def test_the_middle_is_left_out(encode):
    [whole] = encode(["tom ran home"], limit=100, head=9)
    [short] = encode(["<b>tom ran home"], limit=4, head=1)
    start, *ids, end = whole
    assert short == [start, ids[0], ids[-1], end]


def test_one_text_in_place_of_a_list_is_refused(encode):
    with pytest.raises(TypeError, match="list of texts, not the string 'tom ran'"):
        encode("tom ran", limit=9, head=2)


@pytest.mark.parametrize(
    ("limit", "head", "message"),
    [
        (2, 0, "limit must be at least 3, not 2"),
        (9, -1, "head must be at least 0, not -1"),
        (10, 9, r"head must be at most 8, the limit 10 less start and end, not 9"),
    ],
)
def test_limits_that_cannot_be(encode, limit, head, message):
    with pytest.raises(ValueError, match=message):
        encode(["tom ran"], limit=limit, head=head)
