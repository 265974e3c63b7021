"""Nouns with their determiners and adjectives."""

from functools import cache

from nlp_helpers.datasets.phrasebook.drawing.draw import Draw
from nlp_helpers.datasets.phrasebook.drawing.pronouns import POSSESSIVES
from nlp_helpers.datasets.phrasebook.grammar import english, spanish
from nlp_helpers.datasets.phrasebook.grammar.clauses import Pair, Phrase, join
from nlp_helpers.datasets.phrasebook.grammar.spanish import EL, ELLOS
from nlp_helpers.datasets.phrasebook.lexicon import NUMERALS, Adjective, Noun, adjectives, nouns

_OWNERS = tuple(POSSESSIVES)
_FEW = NUMERALS[:4]
# What nobody owns, and what is not spoken of by the dozen.
_SITES = {"place", "town", "outdoors", "building", "high", "game", "instrument", "room"} | {
    "public", "taxi"
}  # fmt: skip
_NOBODYS = {"place", "town", "outdoors", "high", "food", "fruit", "vegetable", "drink", "mass"} | {
    "watched", "public", "taxi", "wild", "beast", "won", "word"
}  # fmt: skip


def thing(draw: Draw, *tags: str, style: str = "definite", described: float = 0.2) -> Phrase:
    """A phrase about a noun with one of some tags; see `noun_phrase`."""
    return noun_phrase(draw, draw.pick(nouns(tags)), style, described)


def noun_phrase(draw: Draw, noun: Noun, style: str, described: float) -> Phrase:
    """A noun with a determiner of some style, described in a share of all cases."""
    adjective = None
    if (
        draw.chance(described)
        and (fitting := adjectives(noun, "ser"))
        and noun.tags.isdisjoint(("subject", "kin"))  # nobody has another mother, who is not kind
    ):
        adjective = draw.pick(fitting)
        draw.combinations.add((adjective.en, noun.en))
    determiner, many = _determiner(draw, noun, style)
    return determined(noun, determiner, many, adjective)


def _determiner(draw: Draw, noun: Noun, style: str) -> tuple[str, bool]:
    """A determiner, and whether the noun is in the plural."""
    tags = noun.tags
    paired = "paired" in tags
    if "kin" in tags:
        many = "several" in tags or ("single" not in tags and draw.chance(0.2))
        return draw.pick(_OWNERS), many
    if "mass" in tags:
        return _determiner_of_mass(draw, tags, style), False
    if style == "generic":
        return "generic", True
    if style == "bare":
        return "", True
    if style == "several":
        return _count(draw), True
    if style == "the":
        return "the", paired
    if style == "definite" or (style in ("any", "new") and draw.chance(0.4)):
        many = paired or (tags.isdisjoint(_SITES) and draw.chance(0.2))
        return _definite(draw, tags, style), many
    if paired:
        return "", True
    if tags.isdisjoint(_SITES) and draw.chance(0.35):
        return _count(draw), True
    return "a", False


def _determiner_of_mass(draw: Draw, tags: frozenset[str], style: str) -> str:
    if style == "generic":
        return "generic"
    if "subject" in tags or "game" in tags:
        return ""
    bare = style == "bare" or (style in ("any", "indefinite") and draw.chance(0.75))
    return "" if bare else "the"


def _definite(draw: Draw, tags: frozenset[str], style: str) -> str:
    if "person" in tags:
        return "the"
    if style != "new" and draw.chance(0.4) and tags.isdisjoint(_NOBODYS):
        return draw.pick(_OWNERS)
    return draw.pick(("the", "the", "the", "this", "that"))


def _count(draw: Draw) -> str:
    return "" if draw.chance(0.5) else draw.pick(_FEW).en


@cache
def determined(noun: Noun, determiner: str, many: bool, adjective: Adjective | None) -> Phrase:
    """A noun with its determiner, which is "", an article, a possessive, "this" or a numeral.

    Example: "the red cars", "los coches rojos". The determiner "generic" is nothing in English,
    and the article in Spanish.
    """
    en, es = (noun.ens, noun.ess) if many else (noun.en, noun.es)
    if adjective:
        en = f"{adjective.en} {en}"
        es = f"{es} {spanish.agreeing(adjective.es, noun.feminine, many)}"
    if determiner == "a":
        en = english.with_article(en)
    elif determiner != "generic":
        en = join(
            {"this": "these", "that": "those"}.get(determiner, determiner) if many else determiner,
            en,
        )
    es = join(_spanish_determiner(determiner, noun, many), es)
    return Phrase(en, es, ELLOS if many else EL, noun.feminine, noun.en)


def taken_up(thing: Phrase) -> Pair:
    """What was just named, as an object: it or them; lo, la, los or las."""
    it = "them" if thing.person == ELLOS else "it"
    return it, spanish.object_clitic(thing.person, thing.feminine)


def _spanish_determiner(determiner: str, noun: Noun, many: bool) -> str:
    feminine = noun.feminine
    if determiner in ("the", "generic"):
        if noun.en == "water":  # el agua: a stressed a at its beginning
            return "el"
        return ("las" if feminine else "los") if many else ("la" if feminine else "el")
    if determiner == "a":
        return "una" if feminine else "un"
    if determiner in ("this", "that"):
        stem = "est" if determiner == "this" else "es"
        return stem + (("as" if feminine else "os") if many else ("a" if feminine else "e"))
    if determiner in POSSESSIVES:
        possessive = POSSESSIVES[determiner][many]
        return possessive.replace("ro", "ra") if feminine else possessive
    return dict(NUMERALS).get(determiner, "")
