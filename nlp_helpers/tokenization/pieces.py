"""The word pieces of a BERT."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from nlp_helpers.errors import ArgumentError
from nlp_helpers.tokenization.subwords import LibraryTokenizer


@dataclass(frozen=True)
class WordPieces(LibraryTokenizer):
    """Texts to ids of word pieces and back, lower-cased, as MiniLM reads them.

    Introduced in chapter 05, Pretrained embeddings.

    Args:
        library: the library's own tokenizer, as `load_minilm_tokenizer` gives it.
    """

    # [PAD], [CLS], [SEP] and [MASK] of the vocabulary of all lower-cased BERTs.
    pad_id, start_id, end_id, mask_id = 0, 101, 102, 103

    @classmethod
    def train(cls, texts: Iterable[str], *, vocab_size: int) -> Self:
        """Refuse: the pieces belong to the model that was pretrained with them."""
        raise ArgumentError(
            "word pieces come with a pretrained model: WordPieces(load_minilm_tokenizer()); "
            "train a SubwordTokenizer for a model of your own"
        )
