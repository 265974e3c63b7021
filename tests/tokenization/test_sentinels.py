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
