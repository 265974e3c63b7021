"""Four tasks as pairs of texts: what is read, which begins with the task's name, and the answer.

Raffel et al. 2020, figure 1.
"""

import re
from collections.abc import Iterable, Iterator

import numpy as np

from nlp_helpers.arguments import between
from nlp_helpers.datasets.imdb import Reviews, imdb_reviews
from nlp_helpers.datasets.pairs import Pairs
from nlp_helpers.datasets.phrasebook import load_phrasebook
from nlp_helpers.datasets.phrasebook.corpus import FIRST_PAIRS, MOST_PAIRS
from nlp_helpers.datasets.span_corruption import corrupt, random_spans
from nlp_helpers.datasets.splits import Splits

TASKS = ("translate", "sentiment", "reverse", "restore")
LABELS = ("negative", "positive")
WORDS = 16  # of a review that are read at once
HELD_OUT = 1_000


def load_text_to_text(*, phrases: int = 100_000) -> Splits[Pairs]:
    """Make the examples of the four tasks from the phrasebook and from the reviews of IMDB.

    translate: English of the phrasebook, to be put into Spanish. reverse: other sentences of it,
    to be written from the last word to the first. sentiment: a review's last 16 words; the label
    is that of the whole review, which these words alone do not always tell. restore: a review's
    first 16 words with `random_spans` hidden, and in training the next 16 words, too.

    1,000 examples a task are for validation, 1,000 for testing: of other reviews, no two of a task
    from one review, and of other sentences, those for testing with words combined as nowhere in
    training. Introduced in chapter 14, Text to text.

    Args:
        phrases: sentences of the phrasebook to train on, half for each of its two tasks; 20,000 to
            a million. What is held out is the same for any number.

    Raises:
        ValueError: there are to be fewer phrases, or more.
        DataUnavailableError: the reviews are not in the cache and no source could be reached.
        CorruptDataError: what could be had has the wrong sha256.
    """
    phrases = between(FIRST_PAIRS, MOST_PAIRS, phrases=phrases)
    book, reviews = load_phrasebook(size=phrases), imdb_reviews()
    half = len(reviews.valid.texts) // 2
    sources = [
        (book.train, reviews.train, None),
        (book.valid, _between(reviews.valid, 0, half), HELD_OUT),
        (book.unseen, _between(reviews.valid, half, None), HELD_OUT),
    ]
    return Splits(*(Pairs.of(_examples(*source)) for source in sources))


def task_of(text: str) -> str:
    """Return the name that a text begins with.

    Example:
        >>> task_of("reverse: one two")
        'reverse'
    """
    return text.partition(":")[0]


def of_task(pairs: Pairs, task: str) -> Pairs:
    """Return the pairs of a task."""
    return Pairs.of(pair for pair in pairs if task_of(pair[0]) == task)


def _examples(phrases: Pairs, reviews: Reviews, most: int | None) -> Iterator[tuple[str, str]]:
    half = len(phrases) // 2  # for one task; the other half is for another
    texts = [_words(review) for review in reviews.texts]
    found = {
        "translate": phrases[:half],
        "sentiment": _labelled(texts, reviews.labels),
        "reverse": ((english, _reversed(english)) for english in phrases.english[half:]),
        "restore": _with_gaps(texts, 1 if most else 2),  # held out: texts that are independent
    }
    for task in TASKS:
        for text, answer in [*found[task]][:most]:
            yield f"{task}: {text}", answer


def _labelled(texts: Iterable[list[str]], labels: Iterable[int]) -> Iterator[tuple[str, str]]:
    for words, label in zip(texts, labels, strict=True):
        yield " ".join(words[-WORDS:]), LABELS[label]


def _with_gaps(texts: Iterable[list[str]], pieces: int) -> Iterator[tuple[str, str]]:
    """Take as many pieces of 16 words from the beginning of each text, where it has so many."""
    rng = np.random.default_rng(0)
    for words in texts:
        for first in range(0, pieces * WORDS, WORDS):
            piece = words[first : first + WORDS]
            if len(piece) == WORDS:
                yield corrupt(" ".join(piece), random_spans(WORDS, rng))


def _reversed(text: str) -> str:
    return " ".join(reversed(text.split(" ")))


def _words(review: str) -> list[str]:
    """The words of a review, without marks of the web page that it stood on."""
    return re.sub(r"<br\s*/?>|<\d+>", " ", review).split()


def _between(reviews: Reviews, first: int, after: int | None) -> Reviews:
    return Reviews(reviews.texts[first:after], reviews.labels[first:after])
