"""Pairs of halves: each whole and from where it should be, half of them from elsewhere."""

import numpy as np
import pytest

from nlp_helpers.datasets.sentences import join_documents, sentence_pairs, split_sentences


def made_documents(count=40, seed=0):
    """Documents whose ids tell the document (hundreds) and the place in it."""
    rng = np.random.default_rng(seed)
    documents = []
    for number in range(1, count + 1):
        lengths = rng.integers(1, 9, size=rng.integers(1, 7))
        ids = number * 100 + np.arange(lengths.sum())
        documents.append(np.split(ids, np.cumsum(lengths)[:-1]))
    return documents


DOCUMENTS = made_documents()


def pairs(length=30, seed=0):
    documents = join_documents(DOCUMENTS)
    chosen = np.tile(np.arange(len(documents.cuts)), 5)
    rng = np.random.default_rng(seed)
    return chosen, sentence_pairs(documents, chosen, rng, length=length, start_id=2, end_id=3)


def halves(row):
    assert row[0] == 2
    first, second = np.flatnonzero(row == 3)
    assert not row[second + 1 :].any()
    return row[1:first], row[first + 1 : second]


def test_sentences_end_where_a_space_follows_the_mark():
    assert split_sentences("3.5 stars... No?! Yes.") == ["3.5 stars...", "No?!", "Yes."]
    assert split_sentences("no end") == ["no end"]
    assert split_sentences("Dull. Bad. \n") == ["Dull.", "Bad."]


def test_documents_can_be_cut_between_their_sentences_only():
    documents = join_documents(DOCUMENTS)
    for number, sentences in enumerate(DOCUMENTS):
        begin, end = documents.starts[number : number + 2]
        np.testing.assert_array_equal(documents.ids[begin:end], np.concatenate(sentences))
        cuts = documents.cuts[documents.owners == number]
        assert documents.ids[cuts].tolist() == [ids[0] for ids in sentences[1:]]


def test_half_of_the_pairs_belong_together_and_the_others_are_of_two_documents():
    _, made = pairs()
    assert made.follows.mean() == pytest.approx(0.5, abs=0.06)
    beginnings = {ids[0] for sentences in DOCUMENTS for ids in sentences[1:]}
    for row, follows in zip(made.ids, made.follows, strict=True):
        first, second = halves(row)
        assert len(set(first // 100)) == len(set(second // 100)) == 1
        assert second[0] in beginnings
        if follows:
            assert second[0] == first[-1] + 1
        else:
            assert second[0] // 100 != first[0] // 100


def test_what_does_not_fit_is_left_out_far_from_the_cut():
    documents = join_documents(DOCUMENTS)
    chosen, made = pairs(length=12)
    assert made.ids.shape == (len(chosen), 12)
    for cut, row in zip(chosen, made.ids, strict=True):
        first, second = halves(row)
        assert first[-1] == documents.ids[documents.cuts[cut] - 1]
        whole = documents.cuts[cut] - documents.starts[documents.owners[cut]]
        assert len(first) == whole or len(first) + len(second) == 9
        assert len(first) >= min(whole, 4)


def test_the_seed_decides():
    np.testing.assert_array_equal(pairs(seed=5)[1].ids, pairs(seed=5)[1].ids)
    assert (pairs(seed=5)[1].ids != pairs(seed=6)[1].ids).any()


@pytest.mark.parametrize("documents", [[], [[[4], [5]]], [[[4], [5]], [[6]]]])
def test_one_text_makes_no_pairs(documents):
    with pytest.raises(ValueError, match="two texts at least"):
        join_documents([[np.array(ids) for ids in each] for each in documents])
