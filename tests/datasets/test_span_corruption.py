"""Spans hidden and put back: the one undoes the other, and the shares are the paper's."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_helpers.datasets.span_corruption import (
    SENTINELS,
    corrupt,
    hidden_spans,
    random_spans,
    restore,
)
from nlp_helpers.errors import ArgumentError

PAPER = "Thank you for inviting me to your party last week ."


def test_the_papers_figure():
    read, written = corrupt(PAPER, [(2, 4), (8, 9)])
    assert read == "Thank you <1> me to your party <2> week ."
    assert written == "<1> for inviting <2> last <3>"


@given(words=st.integers(2, 60), seed=st.integers(0, 1_000), share=st.floats(0, 1))
def test_what_is_hidden_is_restored(words, seed, share):
    text = " ".join(f"w{number}" for number in range(words))
    spans = random_spans(words, np.random.default_rng(seed), share=share)
    read, written = corrupt(text, spans)
    assert restore(read, written) == text
    assert list(hidden_spans(written)) == list(SENTINELS[: len(spans)])
    # Nothing stands on both sides, and nothing is lost.
    plain = [word for word in (*read.split(), *written.split()) if word not in SENTINELS]
    assert sorted(plain) == sorted(text.split())


@given(words=st.integers(2, 200), seed=st.integers(0, 1_000))
def test_spans_hide_the_share_that_they_should(words, seed):
    spans = random_spans(words, np.random.default_rng(seed), share=0.15, mean=2)
    assert sum(after - first for first, after in spans) == max(round(0.15 * words), 1)
    assert all(first < after for first, after in spans)
    for (_, after), (first, _) in itertools.pairwise(spans):
        assert first > after  # a word at least between them


def test_every_word_is_hidden_as_often_as_another():
    rng, counts = np.random.default_rng(0), np.zeros(20)
    for _ in range(4_000):
        for first, after in random_spans(20, rng, share=0.15):
            counts[first:after] += 1
    shares = counts / 4_000
    assert shares.mean() == pytest.approx(0.15)
    assert shares.min() > 0.08
    assert shares.max() < 0.25


def test_the_same_seed_draws_the_same_spans():
    one, same, other = (random_spans(40, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one == same != other


def test_what_was_not_written_stays_hidden():
    assert restore("a <1> c <2> e", "<1> b") == "a b c <2> e"
    assert restore("a <1> c", "no sentinel") == "a <1> c"
    assert restore("a <1> c", "<1>  b <7> x") == "a b c"


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a b c", [(1, 1)]),
        ("a b c", [(2, 4)]),
        ("a b c", [(1, 3), (2, 3)]),
        ("a b <2>", [(0, 1)]),
        (" ".join("a" * 40), [(2 * i, 2 * i + 1) for i in range(len(SENTINELS))]),
    ],
    ids=["empty", "beyond", "overlapping", "a sentinel", "too many"],
)
def test_what_could_not_be_undone_is_refused(text, spans):
    with pytest.raises(ArgumentError, match="hidden"):
        corrupt(text, spans)


def test_why_nothing_can_be_hidden_is_said():
    with pytest.raises(ArgumentError, match="the text holds <1>, which stands for what is hidden"):
        corrupt("a <1> b", [(0, 1)])
    with pytest.raises(ArgumentError, match=r"12 spans cannot be hidden: .* sentinels for 11"):
        corrupt(" ".join("a" * 40), [(2 * i, 2 * i + 1) for i in range(12)])


def test_a_single_word_is_not_hidden():
    with pytest.raises(ArgumentError, match="two or more"):
        random_spans(1, np.random.default_rng(0))


@pytest.mark.parametrize("name", ["share", "mean"])
@pytest.mark.parametrize("value", [-0.1, np.nan])
def test_shares_and_means_that_cannot_be(name, value):
    with pytest.raises(ArgumentError, match="share must be from 0 to 1, mean at least 1, not"):
        random_spans(10, np.random.default_rng(0), **{name: value})


def test_a_long_text_has_as_many_spans_as_there_are_sentinels_for():
    spans = random_spans(1_000, np.random.default_rng(0))
    assert len(spans) == 11
    assert sum(after - first for first, after in spans) == 250
