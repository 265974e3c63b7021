"""Every label is what a search through all possible worlds finds."""

import doctest
import itertools
import re

import numpy as np
import pytest

from nlp_helpers.datasets import entailment
from nlp_helpers.datasets.entailment import ACTIVITIES, LABELS, PLACES, make_entailment

ADJECTIVE = f"(?:{'|'.join(entailment.ADJECTIVES)}) "
PAIRS = make_entailment(400, seed=1)
TELLING = re.compile(
    rf"(?:(?:At the moment|Right now) )?[Tt]he (?:{ADJECTIVE})?(\w+) is (not )?(.+)\."
)


def understood(sentence):
    """Return who a sentence is about, its facts, and how it is to be read."""
    if found := re.fullmatch(r"(?:There is nobody|Nobody is) (.+)\.", sentence):
        return None, [found[1]], "no"
    if found := re.fullmatch(r"Somebody is (.+)\.", sentence):
        return None, [found[1]], "some"
    who, denied, told = TELLING.fullmatch(sentence).groups()
    facts = [fact for fact in (*ACTIVITIES, *PLACES) if fact in told]
    assert " ".join(facts) == told
    return who, facts, "not" if denied else "the"


def holds(sentence, world):
    """Whether a sentence is true in a world: person -> what they do, and where."""
    who, facts, kind = sentence
    of_each = {person: set(facts) <= set(does) for person, does in world.items()}
    if kind in ("no", "some"):
        return any(of_each.values()) == (kind == "some")
    return of_each[who] == (kind == "the")


def related(premise, hypothesis):
    """Search through all worlds of those who are mentioned and one more."""
    sentences = understood(premise), understood(hypothesis)
    people = {who for who, *_ in sentences if who} | {"another"}
    facts = {fact for _, facts, _ in sentences for fact in facts}
    does = [fact for fact in ACTIVITIES if fact in facts] + ["something else"]
    places = [fact for fact in PLACES if fact in facts] + ["elsewhere"]
    lives = list(itertools.product(does, places))
    worlds = [
        dict(zip(people, chosen, strict=True))
        for chosen in itertools.product(lives, repeat=len(people))
    ]
    true = {holds(sentences[1], world) for world in worlds if holds(sentences[0], world)}
    return {frozenset([True]): "entailment", frozenset([False]): "contradiction"}.get(
        frozenset(true), "neutral"
    )


def test_labels_are_right():
    for premise, hypothesis, label in zip(*PAIRS, strict=True):
        assert LABELS[label] == related(premise, hypothesis), (premise, hypothesis)


def test_a_hypothesis_says_nothing_of_its_label():
    many = make_entailment(6_000, seed=2)
    labels = np.array(many.labels)
    for word in ("Somebody", "not", "sleeping", "in the kitchen"):
        of_word = labels[[word in hypothesis for hypothesis in many.hypotheses]]
        assert np.bincount(of_word, minlength=3) / len(of_word) == pytest.approx(
            [1 / 3] * 3, abs=0.06
        )


def test_the_same_seed_makes_the_same_pairs():
    again, other = make_entailment(400, seed=1), make_entailment(400, seed=2)
    assert again.premises == PAIRS.premises
    assert other.premises != PAIRS.premises


def test_new_people_are_new():
    words = set(" ".join(make_entailment(300, seed=3, new_people=True).hypotheses).split())
    assert words & set(entailment.NEW_PEOPLE)
    assert not words & set(entailment.PEOPLE)


def test_none_is_refused():
    with pytest.raises(ValueError, match="count must be at least 1"):
        make_entailment(0, seed=0)


def test_the_example():
    assert doctest.testmod(entailment).failed == 0
