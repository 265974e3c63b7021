"""Subwords with sentinels: one id each, and no text is changed."""

import pytest

from nlp_helpers.tokenization.sentinels import SENTINELS, SentinelTokenizer


@pytest.fixture(scope="module")
def tokenizer():
    return SentinelTokenizer.train(["Thank you for inviting me", "<1> for <2>"], vocab_size=300)


def test_sentinels_are_the_last_ids(tokenizer):
    ids = [tokenizer.encode(sentinel).tolist() for sentinel in SENTINELS]
    assert ids == [[len(tokenizer) - len(SENTINELS) + place] for place in range(len(SENTINELS))]
    assert len(tokenizer) <= 300


@pytest.mark.parametrize(
    "text",
    ["<1> you <2>", "Thank <1> me.", "a <11> <12>", "x<1>y", "<1>  a ", "¿Qué?", "<13>", "", " "],
)
def test_no_text_is_changed(tokenizer, text):
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_a_stored_one_reads_the_same(tokenizer):
    again = SentinelTokenizer.from_bytes(tokenizer.to_bytes())
    assert len(again) == len(tokenizer)
    assert again.encode("<1> you <12>").tolist() == tokenizer.encode("<1> you <12>").tolist()


@pytest.mark.parametrize(
    ("vocab_size", "error", "message"),
    [
        (271, ValueError, "vocab_size must be at least 272, not 271"),
        (10**6 + 1, ValueError, "vocab_size must be at most 1,000,000, not 1,000,001"),
        ("300", TypeError, "vocab_size must be an integer, not '300'"),
    ],
)
def test_sizes_that_cannot_be(vocab_size, error, message):
    with pytest.raises(error, match=message):
        SentinelTokenizer.train(["a b"], vocab_size=vocab_size)
    assert len(SentinelTokenizer.train(["a b"], vocab_size=272)) == 272
