"""Subwords, and sentinels that each are one id."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from tokenizers import AddedToken

from nlp_helpers.tokenization.subwords import SubwordTokenizer

SENTINELS = tuple(f"<{number}>" for number in range(1, 13))  # what stands for hidden words


@dataclass(frozen=True)
class SentinelTokenizer(SubwordTokenizer):
    """A `SubwordTokenizer` to which each of `SENTINELS` is one piece.

    Introduced in chapter 14, Text to text.

    Example:
        >>> tokenizer = SentinelTokenizer.train(["Thank you."], vocab_size=280)
        >>> tokenizer.pieces(tokenizer.encode("<1> <2>"))
        [' <1>', ' <2>']
    """

    @classmethod
    def train(cls, texts: Iterable[str], *, vocab_size: int) -> Self:
        """Learn the pieces from a corpus; the sentinels are among its V ids, the last ones."""
        tokenizer = super().train(texts, vocab_size=vocab_size - len(SENTINELS))
        # With its space, as every other word: so that no space is lost when ids become text.
        tokenizer.library.add_tokens(
            [AddedToken(f" {sentinel}", normalized=False) for sentinel in SENTINELS]
        )
        return tokenizer
