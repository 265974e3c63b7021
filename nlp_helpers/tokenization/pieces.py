"""The word pieces of a BERT."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from nlp_helpers.tokenization.byte_level import to_bytes
from nlp_helpers.tokenization.checks import inside, many
from nlp_helpers.tokenization.subwords import LibraryTokenizer


@dataclass(frozen=True)
class WordPieces(LibraryTokenizer):
    """Texts to ids of word pieces and back, lower-cased, as a pretrained BERT reads them.

    Introduced in chapter 05, Pretrained embeddings.

    Args:
        library: the library's own tokenizer, as `load_minilm_tokenizer` gives it.
    """

    @classmethod
    def train(cls, texts: Iterable[str], *, vocab_size: int) -> Self:
        """Refuse: the pieces belong to the model that was pretrained with them."""
        raise NotImplementedError(
            "word pieces come with a pretrained model: WordPieces(load_minilm_tokenizer()); "
            "train a SubwordTokenizer for a model of your own"
        )

    @property
    def pad_id(self) -> int:
        """The id of [PAD]."""
        return self.library.token_to_id("[PAD]")

    @property
    def start_id(self) -> int:
        """The id of [CLS], which every text begins with."""
        return self.library.token_to_id("[CLS]")

    @property
    def end_id(self) -> int:
        """The id of [SEP], which every text ends with."""
        return self.library.token_to_id("[SEP]")

    @property
    def mask_id(self) -> int:
        """The id of [MASK]."""
        return self.library.token_to_id("[MASK]")

    def __len__(self) -> int:
        return self.library.get_vocab_size()

    def encode(self, text: str) -> np.ndarray:
        """Turn a text into ids (T,) int32, without [CLS] and [SEP].

        Raises:
            TypeError: `text` is not a string.
            ValueError: it holds half a surrogate pair.
        """
        return self.encode_batch([text])[0]

    def encode_batch(self, texts: Sequence[str]) -> list[np.ndarray]:
        """Turn many texts into ids, on all cores; as `encode` does, one array a text.

        Raises:
            TypeError: a text is not a string, or `texts` is only one.
            ValueError: a text holds half a surrogate pair.
        """
        for text in many(texts):
            to_bytes(text)  # what the library could not take is named here
        encodings = self.library.encode_batch(texts, add_special_tokens=False)
        return [np.array(encoding.ids, dtype=np.int32) for encoding in encodings]

    def decode(self, ids: Sequence[int]) -> str:
        """Turn ids back into a text, lower-cased; special ids are left out.

        Raises:
            ValueError: an id is outside the vocabulary.
            TypeError: an id is not an integer.
        """
        return self.library.decode(inside(ids, len(self)))
