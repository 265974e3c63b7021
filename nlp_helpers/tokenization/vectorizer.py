"""Words as Keras's TextVectorization makes them, without TensorFlow."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nlp_helpers.datasets.arguments import at_least
from nlp_helpers.datasets.padding import pad
from nlp_helpers.tokenization.byte_level import to_bytes
from nlp_helpers.tokenization.checks import inside, many

START_WORD, END_WORD = "startofseq", "endofseq"  # to be written around the target sentences
UNKNOWN = "[UNK]"

_PUNCTUATION = b"!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'"
_INVERTED = str.maketrans("", "", "¿¡")


@dataclass(frozen=True)
class TextVectorizer:
    """The most frequent words of a corpus, in lower case and without punctuation.

    Gives the vocabulary and the ids of `keras.layers.TextVectorization` with its defaults, in plain
    Python, so that it works on every backend. It is here to compare translation models on the
    terms of older ones. It loses case, punctuation and every rare word, and with them what makes
    a translation readable: `SubwordTokenizer` loses nothing.

    "¿" and "¡" are removed, which Keras does not count as punctuation. Like Keras, it turns only
    the letters A to Z into lower case: "Él" and "él" stay two words.

    Introduced in chapter 06, Tokenization.

    Args:
        words: all distinct, beginning with "" (padding) and "[UNK]", as `fit` makes them.

    Raises:
        ValueError: `words` is not what `fit` would make.

    Example:
        >>> vectorizer = TextVectorizer.fit(["¿Qué? ¡Eso!", "¿Y qué?"], size=5)
        >>> vectorizer.words
        ('', '[UNK]', 'qué', 'y', 'eso')
        >>> vectorizer.decode(vectorizer.encode("¡Qué bien!"))
        'qué [UNK]'
    """

    words: tuple[str, ...]

    def __post_init__(self):
        if self.words[:2] != ("", UNKNOWN) or len(set(self.words)) < len(self.words):
            raise ValueError(
                f"words must be distinct and begin with '' and {UNKNOWN!r}, not "
                f"{self.words[:3]!r}: make them with TextVectorizer.fit(texts, size=...)"
            )

    @classmethod
    def fit(cls, texts: Iterable[str], *, size: int) -> "TextVectorizer":
        """Collect the most frequent words, ties in the reverse of the alphabet, as Keras does.

        Args:
            texts: the training texts, and no others; targets with `START_WORD` and `END_WORD`.
            size: V, at most this many ids, padding and unknown among them; at least 3.

        Raises:
            ValueError: `size` is below 3, or a text holds half a surrogate pair.
            TypeError: a text is not a string, or `texts` is only one.
        """
        size = at_least(3, size=size)
        counts = Counter(word for text in many(texts) for word in _words(text))
        by_frequency = sorted(counts, key=lambda word: (counts[word], word), reverse=True)
        return cls(("", UNKNOWN, *(word.decode() for word in by_frequency[: size - 2])))

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def _ids(self) -> dict[bytes, int]:
        return {word.encode(): i for i, word in enumerate(self.words)}

    def encode(self, text: str) -> np.ndarray:
        """Turn a text into ids.

        Returns:
            (T,) int32, one id a word; empty where the text has no word.

        Raises:
            TypeError: `text` is not a string.
            ValueError: it holds half a surrogate pair.
        """
        return np.array([self._ids.get(word, 1) for word in _words(text)], dtype=np.int32)

    def encode_batch(self, texts: Sequence[str], *, length: int = 50) -> np.ndarray:
        """Turn texts into ids of one length: the short filled up with zeros, the long cut off.

        Returns:
            (N, length) int32.

        Raises:
            ValueError: `length` is below 1, or a text holds half a surrogate pair.
            TypeError: a text is not a string, or `texts` is only one.
        """
        length = at_least(1, length=length)
        return pad([self.encode(text)[:length] for text in many(texts)], length)

    def decode(self, ids: Sequence[int]) -> str:
        """Turn ids back into words, joined by spaces; padding is left out.

        Raises:
            ValueError: an id is outside the vocabulary.
            TypeError: an id is not an integer.
        """
        return " ".join(self.words[i] for i in inside(ids, len(self)) if i)


def _words(text: str) -> list[bytes]:
    """Cut a text into words. TensorFlow's strings are bytes, and so are these."""
    to_bytes(text)  # says what is wrong with it
    plain = text.translate(_INVERTED).encode().lower()
    return plain.translate(None, delete=_PUNCTUATION).split()
