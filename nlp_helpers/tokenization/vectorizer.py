"""Words as Keras's TextVectorization makes them, without TensorFlow."""

from collections import Counter
from dataclasses import dataclass

from nlp_helpers.tokenization.byte_level import to_bytes
from nlp_helpers.tokenization.words import WordVocabulary

START_WORD, END_WORD = "startofseq", "endofseq"  # to be written around the target sentences

_PUNCTUATION = b"!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'"
_INVERTED = str.maketrans("", "", "¿¡")


@dataclass(frozen=True)
class TextVectorizer(WordVocabulary):
    """The most frequent words of a corpus, in lower case and without punctuation.

    Gives the vocabulary and the ids of `keras.layers.TextVectorization` with its defaults, in plain
    Python, so that it works on every backend. It is here to compare translation models on the
    terms of older ones. It loses case, punctuation and every rare word, and with them what makes
    a translation readable: `SubwordTokenizer` loses nothing.

    "¿" and "¡" are removed, which Keras does not count as punctuation. Like Keras, it turns only
    the letters A to Z into lower case: "Él" and "él" stay two words. Words that are equally
    frequent come in the reverse of the alphabet, as there.

    Targets are fitted on texts between `START_WORD` and `END_WORD`. Introduced in chapter 06,
    Tokenization.

    Example:
        >>> vectorizer = TextVectorizer.fit(["¿Qué? ¡Eso!", "¿Y qué?"], size=5)
        >>> vectorizer.words
        ('', '[UNK]', 'qué', 'y', 'eso')
        >>> vectorizer.decode(vectorizer.encode("¡Qué bien!"))
        'qué [UNK]'
    """

    @staticmethod
    def split(text: str) -> list[str]:
        """Cut a text into words. TensorFlow's strings are bytes, and so are these meanwhile."""
        to_bytes(text)  # says what is wrong with it
        plain = text.translate(_INVERTED).encode().lower()
        return [word.decode() for word in plain.translate(None, delete=_PUNCTUATION).split()]

    @staticmethod
    def _ranked(counts: Counter[str]) -> list[str]:
        return sorted(counts, key=lambda word: (counts[word], word), reverse=True)
