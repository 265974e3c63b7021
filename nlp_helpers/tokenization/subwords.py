"""Subwords of two kinds, on the `tokenizers` library: byte pairs, and the word pieces of a BERT."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import tokenizers
from tokenizers import AddedToken, decoders, models, pre_tokenizers, trainers

from nlp_helpers.arguments import between, ids_below, many_texts
from nlp_helpers.errors import ArgumentError
from nlp_helpers.tokenization.byte_level import to_bytes
from nlp_helpers.tokenization.protocol import Tokenizer

# The ids that are no piece of a text, the same in all translation models.
PADDING_ID = 0  # fills up the short texts of a batch
UNKNOWN_ID = 1  # a word outside the vocabulary; bytes leave none, so that it can stand for a mask
START_ID = 2  # what a decoder reads first
END_ID = 3  # what a decoder writes last
SPECIAL_IDS = 4

MOST_IDS = 1_000_000  # the library sets room aside for as many as are asked for

_BYTES = pre_tokenizers.ByteLevel.alphabet()


@dataclass(frozen=True)
class LibraryTokenizer(Tokenizer):
    """A tokenizer of the `tokenizers` library, which works on all cores."""

    library: tokenizers.Tokenizer  # the library's own

    first_id = 0  # where the library's own ids begin

    def __len__(self) -> int:
        return self.first_id + self.library.get_vocab_size()

    def encode(self, text: str) -> np.ndarray:
        return self.encode_batch([text])[0]

    def encode_batch(self, texts: Sequence[str]) -> list[np.ndarray]:
        texts = [self._prepared(text) for text in many_texts(texts)]
        encodings = self.library.encode_batch(texts, add_special_tokens=False)
        return [np.array(each.ids, dtype=np.int32) + self.first_id for each in encodings]

    def decode(self, ids: Sequence[int]) -> str:
        """Turn ids back into the text; bytes that make no character become "�"."""
        return self.library.decode(self._own(ids))

    def pieces(self, ids: Sequence[int]) -> list[str]:
        """Write each id but the special ones by itself, for showing; parts of characters as "�"."""
        return [self.library.decode([i]) for i in self._own(ids)]

    def to_bytes(self) -> bytes:
        return self.library.to_str().encode("utf-8")

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        try:
            return cls(tokenizers.Tokenizer.from_buffer(data))
        except Exception as error:  # the library raises nothing narrower
            raise ValueError(f"this is not a stored tokenizer: {error}") from error

    @staticmethod
    def _prepared(text: str) -> str:
        """What the library is given; what it could not take is named here."""
        to_bytes(text)
        return text

    def _own(self, ids: Sequence[int]) -> list[int]:
        """The library's own ids."""
        return [i - self.first_id for i in ids_below(len(self), ids) if i >= self.first_id]


@dataclass(frozen=True)
class SubwordTokenizer(LibraryTokenizer):
    """Texts to ids of subwords and back, every character, accent and space as it was.

    Byte-level byte-pair encoding. Being made of bytes it has no unknown words and loses nothing,
    where a Unigram or WordPiece model has to leave out the characters that training did not show.
    A space belongs to the word after it, and the text is read as if one stood before it, so that
    "Tom" is the same piece at the start as later.

    The special ids stand before the library's own: id 4 is its id 0. They have no spelling that a
    text could contain by chance. Introduced in chapter 06, Tokenization.

    Example:
        >>> tokenizer = SubwordTokenizer.train(["¿Qué tal?", "¡Qué bien!"], vocab_size=265)
        >>> tokenizer.decode(tokenizer.encode("¿Qué?"))
        '¿Qué?'
    """

    pad_id, mask_id, start_id, end_id = PADDING_ID, UNKNOWN_ID, START_ID, END_ID
    first_id = SPECIAL_IDS
    added: ClassVar[tuple[AddedToken, ...]] = ()  # pieces that no corpus has to show

    @classmethod
    def train(cls, texts: Iterable[str], *, vocab_size: int) -> Self:
        """Learn the pieces from the training texts, and no others.

        The vocabulary's V ids have the special ones and the 256 bytes among them, 260 at least;
        a million at most. There are fewer than V where the corpus has no pair left to merge.
        """
        given = SPECIAL_IDS + len(cls.added)
        vocab_size = between(given + len(_BYTES), MOST_IDS, vocab_size=vocab_size)
        library = tokenizers.Tokenizer(models.BPE())
        library.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        library.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=vocab_size - given, initial_alphabet=_BYTES, show_progress=False
        )
        library.train_from_iterator(map(cls._prepared, many_texts(texts)), trainer)
        library.add_tokens(list(cls.added))
        return cls(library)

    def decode(self, ids: Sequence[int]) -> str:
        return super().decode(ids).removeprefix(" ")

    @staticmethod
    def _prepared(text: str) -> str:
        """The text with a space before it, where there is any text."""
        to_bytes(text)
        return text and " " + text


@dataclass(frozen=True)
class WordPieces(LibraryTokenizer):
    """Texts to ids of word pieces and back, lower-cased, as MiniLM reads them.

    The library's own is what `load_minilm_tokenizer` gives. Chapter 05, Pretrained embeddings.
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
