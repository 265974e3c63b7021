"""A vocabulary of characters: text to integers and back."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

import numpy as np

from nlp_helpers.arguments import at_least, ids_below, many_texts, one_text
from nlp_helpers.errors import ArgumentError
from nlp_helpers.tokenization.protocol import Tokenizer

# What Unicode does not decompose to ASCII by itself, in the spelling of plain-text Shakespeare.
_ASCII = str.maketrans(
    {
        **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'"),
        **dict.fromkeys("\N{SINGLE LOW-9 QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}", "'"),
        **dict.fromkeys("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}", '"'),
        **dict.fromkeys("\N{DOUBLE LOW-9 QUOTATION MARK}«»", '"'),
        **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}", "-"),
        **dict.fromkeys("\N{EM DASH}\N{HORIZONTAL BAR}", "--"),
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "ø": "o",
        "Æ": "AE",
        "Œ": "OE",
        "ẞ": "SS",
        "Ø": "O",
        "\t": " ",
    }
)


@dataclass(frozen=True)
class CharVocabulary(Tokenizer):
    """The characters of a corpus, lower-cased; a character's id is its place among them.

    Introduced in chapter 01, Characters.

    Raises:
        ValueError: `characters` is empty or not what `fit` would make.

    Example:
        >>> vocabulary = CharVocabulary.fit("To be, or not to be")
        >>> vocabulary.characters
        ' ,benort'
        >>> vocabulary.decode(vocabulary.encode("Bert"))
        'bert'
    """

    characters: str  # distinct, lower-cased and sorted, as `fit` makes them

    lower_cased: ClassVar[bool] = True

    def __post_init__(self):
        if not self.characters:
            raise ArgumentError("a vocabulary needs at least one character: the text is empty")
        if self.characters != self._distinct(self.characters):
            wanted = "distinct, lower-cased and sorted" if self.lower_cased else "distinct, sorted"
            raise ArgumentError(
                f"characters must be {wanted}, which {self.characters[:50]!r} is not: make them "
                f"with {type(self).__name__}.fit(text)"
            )

    @classmethod
    def fit(cls, text: str) -> Self:
        """Collect the distinct characters of a text, sorted."""
        return cls(cls._distinct(text))

    @classmethod
    def train(cls, texts: Iterable[str], *, vocab_size: int) -> Self:
        """Do what `fit` does, for texts of at most `vocab_size` characters."""
        vocabulary = cls.fit("".join(many_texts(texts)))
        at_least(len(vocabulary), vocab_size=vocab_size)
        return vocabulary

    def __len__(self) -> int:
        return len(self.characters)

    @cached_property
    def _code_points(self) -> np.ndarray:
        return _code_points(self.characters)  # (V,), sorted

    def encode(self, text: str) -> np.ndarray:
        """Turn a text into ids (T,) int32, one a character, lower-cased where the vocabulary is.

        Raises:
            ValueError: the text has characters outside the vocabulary.
        """
        text = self._in_its_case(text)
        points = _code_points(text)  # (T,)
        ids = np.searchsorted(self._code_points, points).clip(max=len(self) - 1)
        if not np.array_equal(self._code_points[ids], points):
            unknown = sorted(set(text) - set(self.characters))
            shown = ", ".join(map(repr, unknown[:5])) + (", ..." if len(unknown) > 5 else "")
            raise ArgumentError(
                f"{len(unknown)} distinct characters are not in the vocabulary: {shown}. "
                "Give the text to .fold(text) first: it replaces what it can and drops the rest"
            )
        return ids.astype(np.int32)

    def decode(self, ids: Sequence[int]) -> str:
        return "".join(self.characters[i] for i in ids_below(len(self), ids))

    def fold(self, text: str) -> tuple[str, int]:
        """Return any text as near to this vocabulary as it gets, and how many characters it lost.

        Known characters stay, and so does a known letter with a known accent, whether they are one
        character or two. Of the others, typographic quotes and dashes become ASCII, accents are
        stripped (Unicode's NFKD form without the combining marks), and what is still unknown is
        dropped. The text is lower-cased where the vocabulary is.

        Example:
            >>> CharVocabulary.fit("abcdef'-").fold("“Café” — 3")
            ('cafe--', 5)
        """
        known = set(self.characters)
        text = self._in_its_case(text)
        if "\r" not in known:
            text = text.replace("\r\n", "\n")
        if not known.issuperset(text):
            text = unicodedata.normalize("NFC", text)
        spellings = {c: _spelled(c, known) for c in set(text)}
        spelled = self._in_its_case("".join(map(spellings.__getitem__, text)))
        folded = "".join(c for c in spelled if c in known)
        return folded, len(spelled) - len(folded)

    def to_bytes(self) -> bytes:
        return self.characters.encode("utf-8", "surrogatepass")

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        return cls(data.decode("utf-8", "surrogatepass"))

    @classmethod
    def _in_its_case(cls, text: str) -> str:
        return one_text(text).lower() if cls.lower_cased else one_text(text)

    @classmethod
    def _distinct(cls, text: str) -> str:
        return "".join(sorted(set(cls._in_its_case(text))))


@dataclass(frozen=True)
class CasedCharVocabulary(CharVocabulary):
    """The same with capitals as characters of their own. Introduced in chapter 12, GPT.

    Example:
        >>> CasedCharVocabulary.fit("To be, or not to be").characters
        ' ,Tbenort'
    """

    lower_cased: ClassVar[bool] = False


def _code_points(text: str) -> np.ndarray:
    # surrogatepass: half a surrogate pair is an unknown character like any other, not a crash.
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _spelled(character: str, known: set[str]) -> str:
    """Spell one character in known ones, or in ASCII as far as that is possible."""
    for spelling in (character, unicodedata.normalize("NFD", character)):
        if known.issuperset(spelling):
            return spelling
    decomposed = unicodedata.normalize("NFKD", character.translate(_ASCII))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
