"""Four tasks made of a few sentences and reviews."""

from collections import Counter

import numpy as np
import pytest

from nlp_helpers.datasets import Pairs, Reviews, text_to_text
from nlp_helpers.datasets.phrasebook import PhrasebookSplits
from nlp_helpers.datasets.span_corruption import hidden_spans, restore
from nlp_helpers.datasets.splits import TwoSplits
from nlp_helpers.datasets.text_to_text import TASKS, WORDS, load_text_to_text, of_task, task_of


def phrases(name: str, n: int = 20) -> Pairs:
    return Pairs.of((f"The {name} {i}, sir.", f"El {name} {i}.") for i in range(n))


def reviews(name: str, n: int = 6) -> Reviews:
    texts = tuple(f"{name}{i}<br /><br />" + " ".join(map(str, range(i * 20))) for i in range(n))
    return Reviews(texts, np.arange(n) % 2)


@pytest.fixture
def splits(monkeypatch):
    book = PhrasebookSplits(*map(phrases, PhrasebookSplits._fields))
    monkeypatch.setattr(text_to_text, "load_phrasebook", lambda size: book)
    critics = TwoSplits(reviews("train"), reviews("valid"))
    monkeypatch.setattr(text_to_text, "imdb_reviews", lambda: critics)
    return load_text_to_text()


def test_every_split_has_every_task(splits):
    for split in splits:
        assert tuple(Counter(map(task_of, split.source))) == TASKS
        assert sum(len(of_task(split, task)) for task in TASKS) == len(split)


def test_a_sentence_is_of_one_task_and_one_split(splits):
    translated, turned = (
        [set(of_task(split, task).source) for split in splits] for task in ("translate", "reverse")
    )
    plain = [{text.partition(": ")[2] for text in each} for each in (*translated, *turned)]
    assert len(set.union(*plain)) == sum(map(len, plain)) == 3 * 20
    assert all("unseen" in text for text in translated[2] | turned[2])


def test_reviews_for_testing_are_none_of_training_or_validation(splits):
    def names(split):  # each review begins with a name of its own
        words = " ".join(of_task(split, "sentiment").source).split()
        return {word for word in words if word[:5] in ("train", "valid")}

    train, valid, test = map(names, splits)
    assert not train & (valid | test)
    assert not valid & test


def test_answers_are_what_their_tasks_say(splits):
    assert list(of_task(splits.train, "translate"))[1] == (
        "translate: The train 1, sir.",
        "El train 1.",
    )
    [(text, answer), *_] = of_task(splits.train, "reverse")
    assert (text, answer) == ("reverse: The train 10, sir.", "sir. 10, train The")
    last = list(of_task(splits.train, "sentiment"))[-1]
    assert last == ("sentiment: " + " ".join(map(str, range(100 - WORDS, 100))), "positive")
    [(text, answer), *_] = of_task(splits.train, "restore")
    whole = restore(text, answer).removeprefix("restore: ")
    assert whole == " ".join(["train1", *map(str, range(WORDS - 1))])


def test_held_out_texts_with_gaps_are_of_one_review_each(splits):
    """Two pieces of one review are not independent, and standard errors take texts to be so."""

    def begins(split):  # a review begins with a name of its own
        wholes = [restore(*pair).split() for pair in of_task(split, "restore")]
        return [words[1] for words in wholes]

    train, valid, test = map(begins, splits)
    assert valid == ["valid1", "valid2"]  # a review of one word has none
    assert test == ["valid3", "valid4", "valid5"]
    assert train[:5] == ["train1", "train2", str(WORDS - 1), "train3", str(WORDS - 1)]


def test_how_many_words_a_gap_has_is_to_be_found_out(splits):
    gaps = [hidden_spans(answer) for answer in of_task(splits.train, "restore").target]
    assert {len(spans) for spans in gaps} == {2}
    assert {len(span.split()) for spans in gaps for span in spans.values()} == {1, 2, 3}


def test_the_same_examples_each_time(splits):
    assert load_text_to_text() == splits


@pytest.mark.parametrize(
    ("phrases", "message"),
    [(5, "at least 20,?000, not 5"), (10**7, "at most 1,000,000, not 10,000,000")],
)
def test_too_few_or_too_many_phrases_are_named(phrases, message):
    with pytest.raises(ValueError, match=f"phrases must be {message}"):
        load_text_to_text(phrases=phrases)
