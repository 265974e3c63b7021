"""A byte-pair encoder that takes any text: byte-level, as in GPT-2."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nlp_helpers.arguments import at_least, ids_below, many_texts
from nlp_helpers.tokenization.byte_level import BYTE_CHARACTERS, split_text, to_characters, to_text
from nlp_helpers.tokenization.byte_pairs import Pair, apply_merges, learn_merges


@dataclass(frozen=True)
class BytePairEncoder:
    """Texts to ids and back, without loss for any text and without an unknown token.

    The ids are those that the `tokenizers` library gives for the same merges: first the 256 bytes,
    in the order of the characters that stand for them, then the merged symbols in the order of
    their making. Introduced in chapter 06, Tokenization.

    Raises:
        ValueError: a merge takes a symbol that no merge before it makes.

    Example:
        >>> encoder = BytePairEncoder((("h", "o"), ("Ġ", "ho")))
        >>> encoder.pieces("ho ho")
        ['ho', 'Ġho']
        >>> encoder.decode(encoder.encode("ho ho ho 🎅"))
        'ho ho ho 🎅'
    """

    merges: tuple[Pair, ...] = ()  # in the order of their learning, as `train` makes them

    def __post_init__(self):
        known = set(BYTE_CHARACTERS)
        for pair in self.merges:
            if not known.issuperset(pair):
                raise ValueError(
                    f"the merge {pair} takes a symbol that is neither a byte nor made by a merge "
                    "before it: train an encoder with BytePairEncoder.train(texts, vocab_size=...)"
                )
            known.add("".join(pair))

    @classmethod
    def train(cls, texts: Iterable[str], *, vocab_size: int) -> "BytePairEncoder":
        """Learn the merges from the training texts, and no others.

        The vocabulary's V symbols have the 256 bytes among them (fewer raise a ValueError). There
        are fewer than V where the corpus has no pair left to merge.
        """
        vocab_size = at_least(len(BYTE_CHARACTERS), vocab_size=vocab_size)
        counts = Counter(word for text in many_texts(texts) for word in split_text(text))
        word_counts = {to_characters(word): count for word, count in counts.items()}
        return cls(tuple(learn_merges(word_counts, vocab_size - len(BYTE_CHARACTERS))))

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """All symbols; a symbol's id is its place."""
        made = ("".join(pair) for pair in self.merges)
        return tuple(dict.fromkeys((*BYTE_CHARACTERS, *made)))

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {symbol: i for i, symbol in enumerate(self.symbols)}

    @cached_property
    def _ranks(self) -> dict[Pair, int]:
        return {pair: rank for rank, pair in enumerate(self.merges)}

    def __len__(self) -> int:
        return len(self.symbols)

    def pieces(self, text: str) -> list[str]:
        """Cut a text into symbols, written in the characters that stand for bytes."""
        words = split_text(text)
        # Each word once, however often it occurs.
        cut = {word: apply_merges(to_characters(word), self._ranks) for word in set(words)}
        return [symbol for word in words for symbol in cut[word]]

    def encode(self, text: str) -> np.ndarray:
        """Turn a text into ids (T,) int32; raise what `to_bytes` does."""
        return np.array([self._ids[symbol] for symbol in self.pieces(text)], dtype=np.int32)

    def decode(self, ids: Sequence[int]) -> str:
        """Turn ids back into the text; raise a ValueError for one outside the vocabulary."""
        return to_text("".join(self.symbols[i] for i in ids_below(len(self), ids)))
