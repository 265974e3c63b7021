"""BERT's pretraining: guess the masked words, and whether two halves belong together.

Legend: B batch, T length, M masked places, V vocabulary.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import keras
import numpy as np
from keras import ops

from nlp_helpers.datasets.sentences import (
    Documents,
    Halves,
    join_documents,
    sentence_pairs,
    split_sentences,
)
from nlp_helpers.tokenization import (
    END_ID,
    SPECIAL_IDS,
    START_ID,
    UNKNOWN_ID,
    SubwordTokenizer,
)
from nlp_helpers.training.metrics import nats_per_token
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Objective
from nlp_helpers.training.translation import SmoothedNats

MASK_ID = UNKNOWN_ID
MASKED, RANDOM = 0.8, 0.1  # of the places to guess; the others stay as they are
SHARE, LENGTH = 0.15, 128  # of the words that are guessed; of a pair, in pieces
BATCH_SIZE = 64  # of scoring


class Masked(NamedTuple):
    """A batch with words hidden, and what they were. Introduced in chapter 13, BERT."""

    ids: np.ndarray  # (B, T) int32
    places: np.ndarray  # (B, M) int32, filled up with 0
    targets: np.ndarray  # (B, M) int32, the ids that stood there, filled up with 0


def mask_words(
    ids: np.ndarray, rng: np.random.Generator, *, vocab_size: int, share: float = SHARE
) -> Masked:
    """Hide a share of the words of each text (Devlin et al. 2019, section 3.1, appendix A.1).

    Of the places to guess, 80% show the mask, 10% a random word and 10% the word itself: the model
    cannot know which words are as they were, and so has to have an opinion of all. Introduced in
    chapter 13, BERT.

    Args:
        ids: (B, T) int; special ids are never hidden.
        rng: decides which are.
        vocab_size: V.
        share: of a text's words, rounded, but one at least. M is this share of T.
    """
    words = ids >= SPECIAL_IDS  # (B, T)
    order = np.argsort(np.where(words, rng.random(ids.shape), 2), axis=1)  # words first, shuffled
    places = order[:, : max(round(share * ids.shape[1]), 1)]  # (B, M)
    count = np.minimum(np.maximum(np.rint(share * words.sum(1)), 1), words.sum(1))  # (B,)
    real = np.arange(places.shape[1]) < count[:, None]
    places = np.where(real, places, 0)
    shown = targets = np.take_along_axis(ids, places, axis=1)
    kind = rng.random(places.shape)
    shown = np.where(
        kind < MASKED + RANDOM, rng.integers(SPECIAL_IDS, vocab_size, kind.shape), shown
    )
    shown = np.where(kind < MASKED, MASK_ID, shown)
    hidden = ids.copy()
    row = np.nonzero(real)[0]
    hidden[row, places[real]] = shown[real]
    return Masked(hidden, places.astype("int32"), np.where(real, targets, 0).astype("int32"))


def encode_documents(tokenizer: SubwordTokenizer, texts: Sequence[str]) -> Documents:
    """Turn texts, as `prepared` writes them, into ids cut at their sentences."""
    sentences = [split_sentences(text) for text in texts]
    encoded = iter(tokenizer.encode_batch([each for text in sentences for each in text]))
    return join_documents([next(encoded) for _ in text] for text in sentences)


@dataclass(frozen=True)
class MaskedWords(Objective):
    """The cross-entropies of the masked words and of "it goes on", added up.

    Most batches are of short texts, which are cheap. Some are of long ones, so that the later
    positions are learned too.
    """

    share: float = SHARE
    length: int = LENGTH
    long: int = 384
    long_every: int = 4  # batches

    task = "masked language model"
    curves: ClassVar = {
        "train": "nats per masked word and pair, with dropout",
        "valid": "nats per masked word",
    }

    def loss(self) -> list[keras.losses.Loss]:
        return [SmoothedNats(), keras.losses.BinaryCrossentropy(from_logits=True)]

    def train_step(self, model: keras.Model, batch: tuple) -> float:
        return model.train_on_batch(*batch)[0]  # the sum; the two come after it

    def examples(self, trained: Any, split: Sequence[str], *, training: bool) -> tuple:
        return encode_documents(trained.tokenizer, trained.texts(split)[0]), len(trained.tokenizer)

    def batches(self, examples: tuple[Documents, int], optimization: Optimization) -> Sequence:
        return _Steps(self, *examples, optimization)

    def evaluate(self, model: keras.Model, examples: tuple[Documents, int]) -> dict[str, float]:
        scores = pretraining_scores(model, *examples, length=self.length, share=self.share)
        return {"valid": scores.pop("nats_per_masked_word"), **scores}

    def scores(self, trained: Any, split: Sequence[str]) -> dict:
        scores = trained.evaluate(split)
        return {"metrics": {k: round(v, 4) for k, v in scores.items() if isinstance(v, float)}}


def pretraining_scores(
    model: keras.Model,
    documents: Documents,
    vocab_size: int,
    *,
    length: int = LENGTH,
    share: float = SHARE,
    progress: Callable = iter,
) -> dict[str, float]:
    """Score the guesses of words and pairs, always on the same ones: each text is cut once.

    Introduced in chapter 13, BERT.

    Args:
        model: made by `make_bert`.
        documents: texts cut at their sentences.
        vocab_size: V.
        length: T of the pairs.
        share: of the words, to guess.
        progress: wraps the iteration over batches, such as `tqdm`.

    Returns:
        nats_per_masked_word, masked_accuracy and next_sentence_accuracy.
    """
    rng = np.random.default_rng(0)
    _, chosen = np.unique(documents.owners, return_index=True)  # the first cut of each text
    counts = np.diff(np.append(chosen, len(documents.owners)))
    chosen = chosen + rng.integers(0, counts)
    nats, right, followed = [], [], []
    for begin in progress(range(0, len(chosen), BATCH_SIZE)):
        halves = _pairs(documents, chosen[begin : begin + BATCH_SIZE], rng, length)
        masked = mask_words(halves.ids, rng, vocab_size=vocab_size, share=share)
        logits, follows = model.predict_on_batch([_full(masked.ids), _full(masked.places)])
        known = masked.targets > 0
        logits, targets = ops.convert_to_numpy(logits)[: len(known)][known], masked.targets[known]
        nats.append(nats_per_token(logits, targets))
        right.append(logits.argmax(axis=-1) == targets)
        said = ops.convert_to_numpy(follows)[: len(known), 0] > 0
        followed.append(said == halves.follows)
    names = ("nats_per_masked_word", "masked_accuracy", "next_sentence_accuracy")
    means = (float(np.concatenate(each).mean()) for each in (nats, right, followed))
    return dict(zip(names, means, strict=True))


def _full(rows: np.ndarray) -> np.ndarray:
    """Fill the last batch up with empty rows, so that there is one shape to compile."""
    return np.pad(rows, [(0, BATCH_SIZE - len(rows)), (0, 0)])


def _pairs(
    documents: Documents, chosen: np.ndarray, rng: np.random.Generator, length: int
) -> Halves:
    return sentence_pairs(documents, chosen, rng, length=length, start_id=START_ID, end_id=END_ID)


class _Steps(Sequence):
    """The batches of all steps: step i depends on `(seed, i)` only."""

    def __init__(
        self, how: MaskedWords, documents: Documents, vocab_size: int, optimization: Optimization
    ):
        self._how, self._documents, self._vocab_size = how, documents, vocab_size
        self._optimization = optimization

    def __len__(self) -> int:
        return self._optimization.steps

    def __getitem__(self, step: int) -> tuple[list, list]:
        if not 0 <= step < len(self):
            raise IndexError(f"step {step} of {len(self)}: steps count from 0")
        how, size = self._how, self._optimization.batch_size
        rng = np.random.default_rng((self._optimization.seed, step))
        long = (step + 1) % how.long_every == 0
        length, rows = (how.long, size * how.length // how.long) if long else (how.length, size)
        chosen = rng.integers(0, len(self._documents.cuts), size=rows)
        halves = _pairs(self._documents, chosen, rng, length)
        masked = mask_words(halves.ids, rng, vocab_size=self._vocab_size, share=how.share)
        return [masked.ids, masked.places], [masked.targets, halves.follows[:, None]]
