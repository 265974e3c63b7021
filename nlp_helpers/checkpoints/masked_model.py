"""A pretrained model that guesses masked words, with the verbs that fit it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
from scipy import special

from nlp_helpers.arguments import at_least, many_texts
from nlp_helpers.backend import in_float32
from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.datasets import pad
from nlp_helpers.datasets.pieces import prepared
from nlp_helpers.decoders.inputs import bucket
from nlp_helpers.errors import ArgumentError
from nlp_helpers.files import read_text
from nlp_helpers.models import with_attentions
from nlp_helpers.tokenization import END_ID, START_ID, SubwordTokenizer
from nlp_helpers.training.pretraining import LENGTH, MASK_ID, encode_documents, pretraining_scores

MASK = "[MASK]"
SHORTEST_BUCKET = 8  # pieces; lengths are rounded up to one of few


class Guess(NamedTuple):
    """What may stand in a masked place. Introduced in chapter 13, BERT."""

    word: str  # a piece, with the space before it where it begins a word
    probability: float


class Attentions(NamedTuple):
    """Where each piece of a text looks. Introduced in chapter 13, BERT."""

    pieces: list[str]  # T
    weights: np.ndarray  # (N, H, T, T) float32 of N blocks and H heads; each row sums to 1


@dataclass(frozen=True)
class MaskedLanguageModel(TrainedModel):
    """What `load_checkpoint("bert-mini-pretrained")` returns. Introduced in chapter 13, BERT.

    Its model turns ids (B, T) and places (B, M) into word logits (B, M, V) and logits (B, 1) of
    "the second half goes on from the first".
    """

    @property
    def tokenizer(self) -> SubwordTokenizer:
        """Text to ids and back."""
        return self.tokenizers[0]

    @staticmethod
    def texts(split: Sequence[str]) -> tuple[list[str]]:
        """Return texts as the model reads them: no HTML, lower case."""
        return ([prepared(text) for text in many_texts(split)],)

    @staticmethod
    def read(path: Path) -> list[str]:
        """Read a UTF-8 file with a text a line; blank lines are skipped."""
        return [line for line in read_text(path).split("\n") if line.strip()]

    def fill(self, text: str, *, count: int = 5) -> list[list[Guess]]:
        """Guess what stands at each [MASK] of a text.

        Args:
            text: with one [MASK] at least.
            count: how many guesses to return, the likeliest first.

        Returns:
            A list of guesses for each [MASK].

        Raises:
            ValueError: there is no [MASK], the text is too long, or `count` is below 1.

        Example:
            >>> [guesses] = load_checkpoint("bert-mini-pretrained").fill("A [MASK] film.")
            >>> len(guesses)
            5
        """
        count, ids = at_least(1, count=count), self._encode(text)
        places = np.flatnonzero(ids == MASK_ID)[None]  # (1, M)
        if not places.size:
            raise ArgumentError(f"there is no {MASK} to fill in {text!r:.60}")
        logits, _ = self.model([self._filled_up(ids), places])  # eagerly: nothing is traced
        rows = keras.ops.convert_to_numpy(keras.ops.softmax(in_float32(logits)))[0]  # (M, V)
        return [
            [Guess(self._piece(i), float(row[i])) for i in np.argsort(-row, kind="stable")[:count]]
            for row in rows
        ]

    def attentions(self, text: str) -> Attentions:
        """Return where every head looks while it reads a text.

        Raises:
            ValueError: the text is too long.
        """
        ids = self._encode(text)
        [weights] = self._attending(self._filled_up(ids))  # (N, H, L, L)
        seen = in_float32(weights)[..., : len(ids), : len(ids)]
        return Attentions([self._piece(i) for i in ids], seen)

    def follows(self, first: str, second: str) -> float:
        """Return the probability that a text goes on with another.

        Raises:
            ValueError: the two are too long.
        """
        ids = np.append(self._encode(first), self._encode(second)[1:])
        self._check_length(ids)
        _, logits = self.model([self._filled_up(ids), np.zeros((1, 1), "int32")])
        return float(special.expit(in_float32(logits)[0, 0]))

    def evaluate(self, data: Sequence[str], *, progress: Callable = iter) -> dict[str, Any]:
        """Score texts: 15% of the words of a pair of halves from each are guessed.

        Args:
            data: N texts; those of one sentence are left out.
            progress: wraps the iteration over batches, such as `tqdm`.

        Returns:
            nats_per_masked_word, masked_accuracy, next_sentence_accuracy and n.

        Raises:
            ValueError: fewer than two of the texts have two sentences.
        """
        documents = encode_documents(self.tokenizer, self.texts(data)[0])
        how = {"length": min(LENGTH, self.config.max_length), "progress": progress}
        scores = pretraining_scores(self.model, documents, len(self.tokenizer), **how)
        return scores | {"n": len(np.unique(documents.owners))}

    @cached_property
    def _attending(self) -> keras.Model:
        return with_attentions(self.model)

    def _encode(self, text: str) -> np.ndarray:
        """Ids of a text; a space before a mask belongs to the word that is to be guessed."""
        first, *others = (part.rstrip() for part in prepared(text).split(MASK.lower()))
        ids = [START_ID, *self.tokenizer.encode(first)]
        for part in others:  # which may go on in the middle of a word: no space is put before it
            inside = self.tokenizer.library.encode(part).ids
            ids += [MASK_ID, *(i + self.tokenizer.first_id for i in inside)]
        self._check_length([*ids, END_ID])
        return np.array([*ids, END_ID], "int32")

    def _filled_up(self, ids: np.ndarray) -> np.ndarray:
        """Fill a text up to one of few lengths, (1, L), for JAX compiles each anew."""
        return pad([ids], min(bucket(len(ids), SHORTEST_BUCKET), self.config.max_length))

    def _check_length(self, ids: Sequence[int]) -> None:
        if len(ids) > self.config.max_length:
            raise ArgumentError(
                f"{len(ids)} pieces are too long, the model reads {self.config.max_length}: "
                "give it a shorter text"
            )

    def _piece(self, i: int) -> str:
        names = {MASK_ID: MASK, START_ID: "[CLS]", END_ID: "[SEP]"}
        return names.get(int(i)) or "".join(self.tokenizer.pieces([i]))
