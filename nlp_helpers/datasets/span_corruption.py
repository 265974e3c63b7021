"""Span corruption: runs of words are hidden behind sentinels, to be written by the model.

Raffel et al., Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer,
2020, figure 2. What is hidden here are words, where T5 hides pieces: so the whole task is text.
"""

import itertools
import re
from collections.abc import Sequence

import numpy as np

from nlp_helpers.errors import ArgumentError
from nlp_helpers.tokenization.sentinels import SENTINELS

MOST_SPANS = len(SENTINELS) - 1  # of a text: the last sentinel stands for the end
_SENTINEL = re.compile("|".join(SENTINELS))


def corrupt(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """Hide spans of words, each behind a sentinel of its own.

    Introduced in chapter 14, Text to text.

    Args:
        text: words with a space between them.
        spans: the first word of each, and the one after its last; from left to right.

    Returns:
        What is read, and what is to be written: each sentinel followed by what it hides, and one
        sentinel more for the end.

    Raises:
        ValueError: if a span is empty, overlaps another, or ends beyond the text; if there are
            more than 11, or the text holds a sentinel already.

    Example:
        >>> corrupt("Thank you for inviting me to your party last week .", [(2, 4), (8, 9)])
        ('Thank you <1> me to your party <2> week .', '<1> for inviting <2> last <3>')
    """
    words, read, written, done = text.split(" "), [], [], 0
    if found := _SENTINEL.search(text):
        raise ArgumentError(f"the text holds {found[0]}, which stands for what is hidden")
    if len(spans) > MOST_SPANS:
        raise ArgumentError(
            f"{len(spans)} spans cannot be hidden: there are sentinels for {MOST_SPANS}"
        )
    for sentinel, (first, after) in zip(SENTINELS, spans, strict=False):
        if not done <= first < after <= len(words):
            raise ArgumentError(f"words {first} to {after} of {len(words)} are not to be hidden")
        read += [*words[done:first], sentinel]
        written += [sentinel, *words[first:after]]
        done = after
    return " ".join(read + words[done:]), " ".join([*written, SENTINELS[len(spans)]])


def hidden_spans(written: str) -> dict[str, str]:
    """Return what stands behind each sentinel but the closing one, which hides nothing.

    Example:
        >>> hidden_spans("<1> for inviting <2> last <3>")
        {'<1>': 'for inviting', '<2>': 'last'}
    """
    sentinels, texts = _SENTINEL.findall(written), _SENTINEL.split(written)[1:]
    found = {sentinel: text.strip(" ") for sentinel, text in zip(sentinels, texts, strict=True)}
    return {sentinel: text for sentinel, text in found.items() if text}


def restore(read: str, written: str) -> str:
    """Put what was written back into what was read: the inverse of `corrupt`.

    A sentinel of which nothing was written stays. Introduced in chapter 14, Text to text.

    Example:
        >>> restore("Thank you <1> me.", "<1> for inviting <2>")
        'Thank you for inviting me.'
    """
    spans = hidden_spans(written)
    return _SENTINEL.sub(lambda match: spans.get(match[0], match[0]), read)


def random_spans(
    words: int, rng: np.random.Generator, *, share: float = 0.25, mean: float = 2.0
) -> list[tuple[int, int]]:
    """Draw spans that hide a share of a text's words, with a word or more between them.

    Introduced in chapter 14, Text to text.

    Args:
        words: of the text, two at least.
        rng: what to draw with.
        share: of the words that are hidden, 0.15 in the paper; one at least, and not all.
        mean: words of a span, on average, 1 at least; 3 pieces in the paper. They are more where a
            text would need more than 11 spans.

    Returns:
        Spans as `corrupt` takes them.

    Raises:
        ValueError: if there are fewer than two words, or `share` or `mean` is out of range.
    """
    if words < 2:
        raise ArgumentError(f"of {words} words none can be hidden: give a text of two or more")
    if not (0 <= share <= 1 and mean >= 1):
        raise ArgumentError(f"share must be from 0 to 1, mean at least 1, not {share} and {mean}")
    hidden = min(max(round(share * words), 1), words - 1)
    count = min(max(round(hidden / mean), 1), words - hidden + 1, MOST_SPANS)
    lengths = _parts(hidden, count, rng)
    gaps = _parts(words - hidden + 2, count + 1, rng)  # the first and the last are one too large
    spans, after = [], -1
    for gap, length in zip(gaps, lengths, strict=False):  # behind the last gap is no span
        first, after = after + gap, after + gap + length
        spans.append((first, after))
    return spans


def _parts(total: int, count: int, rng: np.random.Generator) -> list[int]:
    """Cut a total into so many parts of 1 or more; every way to do so is equally likely."""
    cuts = sorted(1 + place for place in rng.permutation(total - 1)[: count - 1].tolist())
    return [after - first for first, after in itertools.pairwise([0, *cuts, total])]
