"""How English words change: verb forms, plurals, articles, contractions.

Persons are those of Spanish (see spanish.py): 0 I, 1 you, 2 he, she and it, 3 we, 4 they.
"""

import re
from functools import cache
from typing import NamedTuple

I, YOU, HE, WE, THEY = range(5)  # noqa: E741, its name

_DOUBLING = {"begin", "cut", "forget", "get", "hug", "put", "run", "sit", "swim", "travel", "win"}
_VOWELS = "aeiou"


class EnglishVerb(NamedTuple):
    """A verb by its principal parts: eat, ate, eaten."""

    base: str
    past: str
    participle: str

    @classmethod
    def of(cls, parts: str) -> "EnglishVerb":
        """Read "eat ate eaten", or "clean" if it is regular."""
        words = parts.split()
        if len(words) == 3:
            return cls(*words)
        [base] = words
        past = _past(base)
        return cls(base, past, past)


BE = EnglishVerb("be", "was", "been")
HAVE = EnglishVerb("have", "had", "had")
_AUXILIARIES = {"will", "would", "can", "could", "should", "must"}


@cache
def verb_group(verb: EnglishVerb, tense: str, person: int) -> tuple[str, str]:
    """The auxiliary of a form, "" if it has none, and its other words.

    Args:
        verb: any; "can" and the like are verbs without other forms.
        tense: "present", "past", "used to", "future", "conditional", "perfect", "progressive" or
            "past progressive".
        person: 0 to 4.

    Example:
        >>> verb_group(EnglishVerb.of("eat ate eaten"), "perfect", 2)
        ('has', 'eaten')
    """
    if verb.base in _AUXILIARIES:
        return verb.base, ""
    if tense in ("future", "conditional"):
        return ("will" if tense == "future" else "would"), verb.base
    if tense == "perfect":
        return _present(HAVE, person), verb.participle
    if tense == "progressive":
        return _present(BE, person), ing(verb.base)
    if tense == "past progressive":
        return _was(person), ing(verb.base)
    if tense == "used to":
        return "", f"used to {verb.base}"
    if verb == BE:
        return (_present(BE, person) if tense == "present" else _was(person)), ""
    return "", (_present(verb, person) if tense == "present" else verb.past)


@cache
def with_do(verb: EnglishVerb, tense: str, person: int) -> tuple[str, str]:
    """The same for questions and negations, which need an auxiliary."""
    auxiliary, rest = verb_group(verb, tense, person)
    if auxiliary:
        return auxiliary, rest
    if tense == "present":
        return ("does" if person == HE else "do"), verb.base
    return "did", f"use to {verb.base}" if tense == "used to" else verb.base


def negated(auxiliary: str) -> str:
    """don't, won't, can't; but am not."""
    return {"am": "am not", "will": "won't", "can": "can't"}.get(auxiliary, auxiliary + "n't")


@cache
def ing(base: str) -> str:
    """eating, writing, running."""
    if base in _DOUBLING:
        return base + base[-1] + "ing"
    if base.endswith("e") and not base.endswith(("ee", "be")):
        base = base[:-1]
    return base + "ing"


@cache
def plural(noun: str) -> str:
    """The regular plural: buses, cities, books."""
    if noun[-1] == "y" and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if re.search("(s|x|ch|sh)$", noun) else "s")


@cache
def with_article(phrase: str) -> str:
    """ "a" or "an" before a phrase, by its first sound."""
    vowel = phrase[0] in _VOWELS and not phrase.startswith(("uni", "use", "eu", "one"))
    return ("an " if vowel or phrase.startswith(("hour", "honest")) else "a ") + phrase


@cache
def compared(adjective: str) -> str:
    """taller, bigger, more expensive."""
    if adjective in ("big", "sad", "hot", "thin"):
        return adjective + adjective[-1] + "er"
    if adjective.endswith("y") and len(adjective) < 7:
        return adjective[:-1] + "ier"
    short = len(re.findall("[aeiouy]+", adjective.removesuffix("e"))) == 1
    return adjective.removesuffix("e") + "er" if short else f"more {adjective}"


def _past(base: str) -> str:
    if base in _DOUBLING:
        return base + base[-1] + "ed"
    if base[-1] == "y" and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + ("d" if base[-1] == "e" else "ed")


def _present(verb: EnglishVerb, person: int) -> str:
    if verb == BE:
        return ("am", "are", "is", "are", "are")[person]
    if person != HE:
        return verb.base
    if verb == HAVE:
        return "has"
    return verb.base + "es" if verb.base in ("go", "do") else plural(verb.base)


def _was(person: int) -> str:
    return "was" if person in (I, HE) else "were"
