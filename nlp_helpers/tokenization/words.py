"""A vocabulary of words: text to integers and back."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from nlp_helpers.arguments import at_least, ids_below, many_texts, one_text
from nlp_helpers.tokenization.protocol import Tokenizer

PADDING = ""  # id 0: fills up the short texts of a batch
UNKNOWN = "[UNK]"  # id 1: stands for every word outside the vocabulary

_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
# Contractions are cut as in the Penn Treebank: "don't" is "do" and "n't", whose sense is its own.
_WORD = re.compile(r"\w+(?=n't\b)|n't\b|'(?:s|re|ve|ll|d|m)\b|\w+|[^\w\s]")
_QUOTES = str.maketrans("‘’“”", "''\"\"")


def plain_text(text: str) -> str:
    """Take HTML tags and entities out of a text. Introduced in chapter 04, Sentiment.

    Example:
        >>> plain_text("Dull.<br /><br />Q&amp;A was better")
        'Dull.  Q&A was better'
    """
    return html.unescape(_TAG.sub(" ", text))


def split_words(text: str) -> list[str]:
    """Cut a text into lower-cased words and single punctuation marks, without its HTML.

    Contractions are cut, too, and typographic quotes become plain ones. An accent that is a
    character of its own joins its letter first (Unicode's NFC). Introduced in chapter 04,
    Sentiment.

    Raises:
        TypeError: `text` is not a string.

    Example:
        >>> split_words("Don't miss it!<br />")
        ['do', "n't", 'miss', 'it', '!']
    """
    plain = plain_text(one_text(text)).translate(_QUOTES).lower()
    return _WORD.findall(unicodedata.normalize("NFC", plain))


@dataclass(frozen=True)
class WordVocabulary(Tokenizer):
    """The most frequent words of a corpus; a word's id is its place among them.

    Id 0 is padding and id 1 stands for every word that is not in the vocabulary. Introduced in
    chapter 04, Sentiment.

    Raises:
        ValueError: `words` is not what `fit` would make.

    Example:
        >>> vocabulary = WordVocabulary.fit(["so good", "so so"], size=3)
        >>> vocabulary.encode("So bad").tolist()
        [2, 1]
    """

    words: tuple[str, ...]  # all distinct, beginning with "" and "[UNK]", as `fit` makes them

    pad_id = 0

    def __post_init__(self):
        if self.words[:2] != (PADDING, UNKNOWN) or len(set(self.words)) < len(self.words):
            raise ValueError(
                f"words must be distinct and begin with {PADDING!r} and {UNKNOWN!r}, not "
                f"{self.words[:3]!r}: make them with {type(self).__name__}.fit(texts, size=...)"
            )

    @classmethod
    def fit(cls, texts: Iterable[str], *, size: int) -> Self:
        """Collect the most frequent words of the training texts, and no others.

        The size V counts padding and unknown, too: at least 3, which leaves a single word.
        """
        size = at_least(3, size=size)
        counts = Counter(word for text in many_texts(texts) for word in cls.split(text))
        return cls((PADDING, UNKNOWN, *cls._ranked(counts)[: size - 2]))

    @classmethod
    def train(cls, texts: Iterable[str], *, vocab_size: int) -> Self:
        """Do what `fit` does, under the name that all tokenizers share."""
        return cls.fit(texts, size=vocab_size)

    split = staticmethod(split_words)  # how a text is cut into words

    @staticmethod
    def _ranked(counts: Counter[str]) -> list[str]:
        """The most frequent first, ties in alphabetical order."""
        return sorted(counts, key=lambda word: (-counts[word], word))

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words)}

    def encode(self, text: str) -> np.ndarray:
        return np.array([self._ids.get(word, 1) for word in self.split(text)], dtype=np.int32)

    def decode(self, ids: Sequence[int]) -> str:
        """Turn ids back into words, joined by spaces; padding is left out."""
        return " ".join(self.words[i] for i in ids_below(len(self), ids) if i)

    def to_bytes(self) -> bytes:
        return "\n".join(self.words).encode("utf-8", "surrogatepass")

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        return cls(tuple(data.decode("utf-8", "surrogatepass").split("\n")))
