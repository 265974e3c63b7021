"""Sentences and their translations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from nlp_helpers.errors import ArgumentError
from nlp_helpers.files import read_text


@dataclass(frozen=True)
class Pairs:
    """N sentences and, row by row, their translations. Chapter 07, Encoder and decoder.

    A sentence that has several translations stands there several times. `pairs[:100]` are the first
    hundred rows, and a loop over `pairs` meets one tuple (source, target) after the other.

    Raises:
        ValueError: the two sides are not equally long.

    Example:
        >>> pairs = Pairs(("Go.", "Go.", "Hello!"), ("Ve.", "Vete.", "¡Hola!"))
        >>> pairs.references()
        {'Go.': ('Ve.', 'Vete.'), 'Hello!': ('¡Hola!',)}
        >>> list(pairs[2:])
        [('Hello!', '¡Hola!')]
    """

    source: tuple[str, ...]
    target: tuple[str, ...]

    def __post_init__(self):
        if len(self.source) != len(self.target):
            raise ArgumentError(
                f"{len(self.source)} sentences need as many translations, not {len(self.target)}"
            )

    # The two sides of this course's corpora.
    english = property(lambda self: self.source)
    spanish = property(lambda self: self.target)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> "Pairs":
        """Make pairs from rows (source, target)."""
        rows = list(rows)
        return cls(tuple(row[0] for row in rows), tuple(row[1] for row in rows))

    def __len__(self) -> int:
        return len(self.source)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return zip(self.source, self.target, strict=True)

    def __getitem__(self, rows: slice) -> "Pairs":
        if not isinstance(rows, slice):
            raise TypeError(f"pairs are taken by slices such as pairs[:10], not by {rows!r}")
        return Pairs(self.source[rows], self.target[rows])

    def references(self) -> dict[str, tuple[str, ...]]:
        """All translations of each distinct source sentence, in the order of the rows.

        They are what a translation is fairly compared with: "Go." may be "Ve." or "Vete.".
        """
        found: dict[str, dict[str, None]] = {}
        for source, target in self:
            found.setdefault(source, {})[target] = None
        return {source: tuple(translations) for source, translations in found.items()}


def read_pairs(path: Path) -> Pairs:
    """Read a file of lines such as "Go away!<tab>¡Vete!".

    Blank lines are skipped, and so is what follows a second tab. Introduced in chapter 07, Encoder
    and decoder.

    Raises:
        ValueError: the file is not UTF-8, holds no pair, or has a line that is none.
    """
    rows = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        sides = [side.strip() for side in line.split("\t")[:2]]
        if len(sides) == 2 and all(sides):
            rows.append(sides)
        elif line.strip():
            place = f"{path}, line {number}"
            raise ArgumentError(f"{place} is not English, a tab and Spanish: {line!r:.60}")
    if not rows:
        raise ArgumentError(f"{path} holds no pair: give it lines of English, a tab and Spanish")
    return Pairs.of(rows)


class Leak(NamedTuple):
    """The shares of a held-out split that are trained on. Chapter 07, Encoder and decoder."""

    rows: float  # of the rows, those whose source is also trained on
    sources: float  # the same of the distinct source sentences
    targets: float  # of the rows, those whose target is also trained on


def leak(train: Pairs, held_out: Pairs) -> Leak:
    """Measure which share of a held-out split a model has met in training, letter by letter.

    Introduced in chapter 07, Encoder and decoder. An empty split raises a ValueError.
    """
    if not held_out:
        raise ArgumentError("held_out must have at least one pair")
    sources, targets = set(train.source), set(train.target)
    return Leak(
        rows=fmean(source in sources for source in held_out.source),
        sources=fmean(source in sources for source in set(held_out.source)),
        targets=fmean(target in targets for target in held_out.target),
    )
