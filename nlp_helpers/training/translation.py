"""What every translation model is trained and scored with.

Legend: B batch, S source length, T target length, V target vocabulary, N pairs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import keras
import numpy as np
from keras import ops

from nlp_helpers.arguments import many_texts
from nlp_helpers.datasets import Pairs, length_buckets, pad
from nlp_helpers.datasets.buckets import round_up
from nlp_helpers.tokenization import END_ID, START_ID, SubwordTokenizer, normalize
from nlp_helpers.training.epochs import BucketedSteps
from nlp_helpers.training.metrics import nats_per_token
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Objective
from nlp_helpers.training.translation_scores import scores_by_length, translation_scores

MULTIPLE = 4  # lengths are padded up to multiples of this, unless told: few shapes to compile
BATCH_SIZE = 64  # of scoring


class Examples(NamedTuple):
    """Pairs as ids: what the encoder reads, what the decoder reads, what it should say.

    Introduced in chapter 07, Encoder and decoder.
    """

    sources: list[np.ndarray]  # N arrays (S,)
    inputs: list[np.ndarray]  # N arrays (T,): the start id, then the target
    targets: list[np.ndarray]  # N arrays (T,): the target, then the end id


def subword_examples(
    source: SubwordTokenizer, target: SubwordTokenizer, pairs: Pairs, *, limit: int | None = None
) -> Examples:
    """Turn pairs into ids of subwords. Introduced in chapter 07, Encoder and decoder.

    Args:
        source: the sentences to ids.
        target: their translations to ids.
        pairs: N pairs.
        limit: leave out pairs with more pieces than this on a side; none where not given.
    """
    sides = encode_sources(source, pairs.source), target.encode_batch(pairs.target)
    rows = zip(*sides, strict=True)
    kept = [row for row in rows if limit is None or max(map(len, row)) <= limit]
    return Examples(
        sources=[read for read, _ in kept],
        inputs=[np.append(np.int32(START_ID), written) for _, written in kept],
        targets=[np.append(written, np.int32(END_ID)) for _, written in kept],
    )


def encode_sources(tokenizer: SubwordTokenizer, sentences: Sequence[str]) -> list[np.ndarray]:
    """Turn sentences into what an encoder reads: ids, with the end id last.

    The end tells the encoder that there is no more to come, and gives the empty sentence a length.

    Raises:
        TypeError: `sentences` is one string or holds something else.
    """
    normal = [normalize(sentence) for sentence in many_texts(sentences)]
    return [np.append(ids, np.int32(END_ID)) for ids in tokenizer.encode_batch(normal)]


@keras.saving.register_keras_serializable("nlp_helpers")
def masked_nats(targets: Any, logits: Any, label_smoothing: float = 0.0) -> Any:
    """The mean of -log p(target) over what is not padding: the loss of a translation model.

    With label smoothing ε, the model is asked for 1 - ε of the target and ε of everything, in equal
    shares (Szegedy et al. 2016, section 7). Introduced in chapter 07, Encoder and decoder.

    Args:
        targets: (B, T) int; 0 is padding.
        logits: (B, T, V).
        label_smoothing: ε, in [0, 1).

    Returns:
        A scalar in nats per token.
    """
    nats, counts = _nats(targets, logits, label_smoothing)
    return ops.sum(nats * counts) / ops.maximum(ops.sum(counts), 1)


@keras.saving.register_keras_serializable("nlp_helpers")
def example_nats(targets: Any, logits: Any) -> Any:
    """The mean over examples of the mean of -log p(target): a long answer counts as a short one.

    Introduced in chapter 14, Text to text.

    Args:
        targets: (B, T) int; 0 is padding.
        logits: (B, T, V).

    Returns:
        A scalar in nats per token.
    """
    nats, counts = _nats(targets, logits)  # (B, T)
    of_example = ops.sum(nats * counts, axis=-1) / ops.maximum(ops.sum(counts, axis=-1), 1)
    return ops.mean(of_example)


def _nats(targets: Any, logits: Any, label_smoothing: float = 0.0) -> tuple[Any, Any]:
    """Return what each target costs, and 1 for those that are not padding."""
    targets = ops.cast(targets, "int32")  # Keras hands a loss all in floating point
    # -log p(i) = logsumexp(z) - z_i. Written out, since the log-probabilities of the whole
    # vocabulary would double the time that the loss takes.
    chosen = ops.take_along_axis(logits, targets[..., None], axis=-1)[..., 0]  # (B, T)
    nats = ops.logsumexp(logits, axis=-1) - (1 - label_smoothing) * chosen
    if label_smoothing:
        nats = nats - label_smoothing * ops.mean(logits, axis=-1)
    return nats, ops.cast(ops.not_equal(targets, 0), nats.dtype)


@keras.saving.register_keras_serializable("nlp_helpers")
class SmoothedNats(keras.losses.Loss):
    """`masked_nats` with label smoothing, as a loss that is saved with a compiled model."""

    def __init__(self, label_smoothing: float = 0.0, name: str = "smoothed_nats", **how: Any):
        super().__init__(name=name, **how)
        self.label_smoothing = label_smoothing

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of targets (B, T) under logits (B, T, V)."""
        return masked_nats(y_true, y_pred, self.label_smoothing)

    def get_config(self) -> dict:
        """Return what `from_config` needs."""
        return super().get_config() | {"label_smoothing": self.label_smoothing}


@dataclass(frozen=True)
class NextPiece(Objective):
    """The cross-entropy of each next piece of a translation, on pairs of similar length."""

    label_smoothing: float = 0.1
    multiple: int = MULTIPLE  # more: fewer shapes to compile, and more padding

    task = "translator"
    curves: ClassVar = {
        "train": "nats per token, with label smoothing and dropout, the mean of the batches",
        "valid": "nats per token, without them",
    }

    def loss(self) -> keras.losses.Loss:
        return SmoothedNats(self.label_smoothing)

    def examples(self, trained: Any, split: Pairs, *, training: bool) -> Examples:
        limit = trained.limit if training else None  # long pairs are scored, not trained on
        return subword_examples(trained.source, trained.target, split, limit=limit)

    def batches(self, examples: Examples, optimization: Optimization) -> BucketedSteps:
        return BucketedSteps(
            _lengths(examples),
            steps=optimization.steps,
            batch_size=optimization.batch_size,
            multiple=self.multiple,
            seed=optimization.seed,
            collate=lambda rows, _: collate(examples, rows, self.multiple),
        )

    def evaluate(self, model: keras.Model, examples: Examples) -> dict[str, float]:
        scores = score_examples(model, examples, multiple=self.multiple)
        return {"valid": scores["nats_per_token"], "token_accuracy": scores["token_accuracy"]}

    def scores(self, trained: Any, split: Pairs) -> dict:
        examples = self.examples(trained, split, training=False)
        told = score_examples(trained.model, examples, multiple=self.multiple)
        translations = trained.translations(split)
        return {
            "metrics": {metric: round(value, 4) for metric, value in told.items()}
            | translation_scores(translations, split),
            "by_length": scores_by_length(translations, split),
        }


def collate(
    examples: Examples, rows: np.ndarray, multiple: int = MULTIPLE
) -> tuple[list[np.ndarray], np.ndarray]:
    """Make a batch of the examples with these indices: ([(B, S), (B, T)], (B, T))."""
    source, inputs, targets = (_padded([side[i] for i in rows], multiple) for side in examples)
    return [source, inputs], targets


def score_examples(
    model: keras.Model,
    examples: Examples,
    *,
    multiple: int = MULTIPLE,
    progress: Callable = iter,
) -> dict[str, float]:
    """Score a model that is told the true beginning of each target (teacher forcing).

    Introduced in chapter 07, Encoder and decoder.

    Args:
        model: source (B, S) and input (B, T) -> logits (B, T, V).
        examples: N of them.
        multiple: lengths are padded up to multiples of this.
        progress: wraps the iteration over batches, such as `tqdm`.

    Returns:
        nats_per_token and token_accuracy, over all tokens and ends of the targets.
    """
    nats, right = [], []
    batches = length_buckets(
        _lengths(examples), batch_size=BATCH_SIZE, multiple=multiple, shuffle=False
    )
    for rows in progress(batches):
        inputs, targets = collate(examples, rows, multiple)
        logits = ops.convert_to_numpy(model.predict_on_batch(inputs))[targets > 0]
        targets = targets[targets > 0]
        nats.append(nats_per_token(logits, targets))
        right.append(logits.argmax(axis=-1) == targets)
    return {
        "nats_per_token": float(np.concatenate(nats).mean()),
        "token_accuracy": float(np.concatenate(right).mean()),
    }


def _lengths(examples: Examples) -> np.ndarray:
    sides = zip(examples.sources, examples.targets, strict=True)
    return np.array([[len(source), len(target)] for source, target in sides])


def _padded(sequences: list[np.ndarray], multiple: int) -> np.ndarray:
    return pad(sequences, int(round_up(max(map(len, sequences)), multiple)))
