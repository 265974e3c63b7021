"""The corpora that the course's models are trained and scored on, with their splits."""

from dataclasses import replace

from nlp_helpers.datasets import (
    DIGITS,
    IMDB,
    SHAKESPEARE,
    SPA_ENG,
    imdb_reviews,
    load_digits,
    load_spa_eng,
    nine_tenths,
    shakespeare_splits,
)
from nlp_helpers.datasets.splits import TwoSplits
from nlp_helpers.datasets.text_to_text import load_text_to_text
from nlp_helpers.training.recipe import Corpus


def review_texts() -> TwoSplits[tuple[str, ...]]:
    """Load what a model is pretrained on: the training reviews, and never those of validation."""
    return TwoSplits(*(split.texts for split in imdb_reviews()))


PLAYS = Corpus(
    cards=(SHAKESPEARE,),
    load=shakespeare_splits,
    split="the first {train:,} characters for training, the next {valid:,} for validation",
)
NINE_TENTHS = Corpus(
    cards=(SHAKESPEARE,),
    load=nine_tenths,
    split="as in nanoGPT: the first {train:,} characters for training, the other {valid:,} for "
    "validation, by which the number of steps was chosen, too",
)
REVIEWS = Corpus(
    cards=(IMDB,),
    load=imdb_reviews,
    split="22,500 reviews for training, 2,500 for validation, no text in both",
)
HANDWRITTEN = Corpus(
    cards=(DIGITS,),
    load=load_digits,
    split="1,078 digits for training, 360 for validation, 359 for the figures here; the "
    "same writers in all of them",
    scored_on="test",
)
REVIEW_TEXTS = replace(REVIEWS, load=review_texts)
MANY_TASKS = Corpus(
    cards=(IMDB,),
    load=load_text_to_text,
    split="{train:,} texts with their answers for training, {valid:,} for validation, {test:,} for "
    "the figures here; half of the tasks are made of the phrasebook, half of reviews",
    scored_on="test",
)
TRANSLATIONS = Corpus(
    cards=(SPA_ENG,),
    load=load_spa_eng,
    split="{train:,} pairs for training, {valid:,} for validation, {test:,} for the figures here; "
    "no sentence in two of them",
    scored_on="test",
)
