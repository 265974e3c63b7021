"""What answers are worth: which are right to the letter, and the scores made of that."""

import pytest

from nlp_helpers.checkpoints import answer_scores, right_answers
from nlp_helpers.datasets import Pairs

DATA = Pairs.of(
    [
        ("sentiment: fine", "positive"),
        ("restore: a <1> c <2> e", "<1> b <2> d <3>"),
        ("sentiment: bad", "negative"),
        ("restore: <1> b", "<1> a <2>"),
    ]
)


def test_all_is_right_of_what_is_wanted():
    right = right_answers(DATA, DATA.target)
    assert right == {"sentiment": [True, True], "restore": [True, True, True]}


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("<1> b <2> d <3>", [True, True]),
        ("<1> b <2> x <3>", [True, False]),
        ("<2> d <1> b", [True, True]),  # a span is what follows its sentinel
        ("<1> b", [True, False]),
        ("b d", [False, False]),
        ("", [False, False]),
    ],
)
def test_a_span_is_right_or_wrong_by_itself(answer, right):
    assert right_answers(DATA[1:2], [answer]) == {"restore": right}


@pytest.mark.parametrize("answer", ["Positive", "positive.", "negative", "", "good"])
def test_a_label_is_right_to_the_letter(answer):
    assert right_answers(DATA[:1], [answer]) == {"sentiment": [False]}


def test_the_order_is_that_of_a_tasks_texts():
    answers = ["positive", "<1> b <2> x <3>", "positive", "<1> a <2>"]
    right = right_answers(DATA, answers)
    assert right == {"sentiment": [True, False], "restore": [True, False, True]}


def test_scores_are_the_shares_of_what_is_right():
    answers = ["positive", "<1> b <2> x <3>", "positive", "<1> a <2>"]
    scores = answer_scores(DATA, answers)
    assert scores == {"sentiment": 0.5, "restore": pytest.approx(2 / 3), "n": 4}


def test_every_text_needs_an_answer():
    with pytest.raises(ValueError, match="zip"):
        right_answers(DATA, ["positive"])
