"""What tokenizers have in common, so that models, trainings and checkpoints take any of them."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Protocol, Self

import numpy as np

from nlp_helpers.arguments import many_texts


class Tokenizer(Protocol):
    """Texts to ids and back. Introduced in chapter 06, Tokenization.

    Tokenizers inherit from it what they do not do in their own way.
    Every method of any of them raises a TypeError where a text is not a string, `texts` is a single
    one or an id is not an integer, and a ValueError where an id is outside the vocabulary or a text
    cannot be taken.

    Attributes:
        pad_id: fills up the short texts of a batch. None where there is no such id, here and below.
        start_id: what a decoder reads first, or a text begins with.
        end_id: what a decoder writes last, or a text ends with.
        mask_id: stands where a model has to guess what was there.
    """

    pad_id: int | None = None
    start_id: int | None = None
    end_id: int | None = None
    mask_id: int | None = None

    @classmethod
    @abstractmethod
    def train(cls, texts: Iterable[str], *, vocab_size: int) -> Self:
        """Learn from the training texts, and no others, a vocabulary of at most `vocab_size` ids.

        Raises:
            ValueError: `vocab_size` is too small for the least that the tokenizer has to know.
        """

    @abstractmethod
    def __len__(self) -> int:
        """V, the number of ids."""

    @abstractmethod
    def encode(self, text: str) -> np.ndarray:
        """Turn a text into ids (T,) int32, without start and end."""

    def encode_batch(self, texts: Sequence[str]) -> list[np.ndarray]:
        """Turn many texts into ids, as `encode` does: one array a text."""
        return [self.encode(text) for text in many_texts(texts)]

    @abstractmethod
    def decode(self, ids: Sequence[int]) -> str:
        """Turn ids back into a text; ids that stand for no text leave no trace."""

    @abstractmethod
    def to_bytes(self) -> bytes:
        """Return the tokenizer as a file's content."""

    @classmethod
    @abstractmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Make the tokenizer that `to_bytes` wrote; raise a ValueError if `data` is none."""
