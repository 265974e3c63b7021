"""Trained classifiers of reviews, with their cards and the verbs that fit them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import keras
import numpy as np

from nlp_helpers.arguments import many_texts
from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.datasets import Reviews, WordVocabulary, head_and_tail
from nlp_helpers.datasets.pieces import encode_pieces, encode_subwords
from nlp_helpers.datasets.reviews import read_reviews
from nlp_helpers.errors import ArgumentError
from nlp_helpers.training.sentiment import accuracy, bucketed_logits, mean_nats


class Sentiment(NamedTuple):
    """What a classifier makes of a text. Introduced in chapter 04, Sentiment."""

    label: str  # "positive" or "negative"
    probability: float  # of that label


def encode_words(
    vocabulary: WordVocabulary, texts: Sequence[str], *, limit: int, head: int
) -> list[np.ndarray]:
    """Turn texts into ids (T,), long ones shortened to their beginning and end."""
    return [head_and_tail(vocabulary.encode(text), limit, head) for text in many_texts(texts)]


ENCODERS = {  # by the kind of tokenizer
    "words": encode_words,
    "minilm": encode_pieces,
    "subwords": encode_subwords,
}


@dataclass(frozen=True)
class Classifier(TrainedModel):
    """What `load_checkpoint("sentiment-gru")` returns. Introduced in chapter 04, Sentiment.

    Its model turns ids (B, T), 0 being padding, into logits (B, 1).
    """

    def __post_init__(self):
        self.encode([""])  # a card whose limits are none is refused at once

    @property
    def tokenizer(self) -> Any:
        """Text to ids."""
        return self.tokenizers[0]

    @staticmethod
    def texts(split: Reviews) -> tuple[Sequence[str]]:
        """Return the texts of reviews."""
        return (split.texts,)

    read = staticmethod(read_reviews)

    def encode(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        """Turn texts into ids, one sequence a text, as long as the model reads them."""
        how = self.card["tokenizer"]
        encode = ENCODERS[how["kind"]]
        return encode(self.tokenizer, texts, limit=how["limit"], head=how["head"])

    def probabilities(self, texts: Sequence[str], *, progress: Callable = iter) -> np.ndarray:
        """Return the probability that each text speaks well of its subject.

        What a text has beyond the model's limit, in its middle, is skipped. One without a single
        known word is judged by what is left, the model's bias.

        Args:
            texts: N strings.
            progress: wraps the iteration over batches, such as `tqdm`.

        Returns:
            (N,) float32.

        Raises:
            TypeError: if `texts` is one string or holds something else.
        """
        if not len(many_texts(texts)):
            return np.empty(0, "float32")
        logits = bucketed_logits(self.model, self.encode(texts), progress=progress)
        return keras.ops.convert_to_numpy(keras.ops.sigmoid(logits))

    def classify(self, text: str) -> Sentiment:
        """Say whether a text is positive or negative, and how sure that is.

        Raises:
            TypeError: if `text` is not a string.

        Example:
            >>> load_checkpoint("sentiment-gru").classify("What a waste of time.").label
            'negative'
        """
        [positive] = self.probabilities([text]).tolist()
        if positive > 0.5:
            return Sentiment("positive", positive)
        return Sentiment("negative", 1 - positive)

    def evaluate(self, data: Reviews, *, progress: Callable = iter) -> dict[str, float]:
        """Score labelled texts: accuracy, nats_per_review and n.

        Raises:
            ValueError: if there are no texts, or labels are missing or neither 0 nor 1.
        """
        texts, labels = data.texts, np.asarray(data.labels)
        if labels.shape != (len(texts),) or not len(texts):
            raise ArgumentError(
                f"{len(texts)} texts with labels of the shape {labels.shape} cannot be scored: "
                "give one label a text"
            )
        if not np.isin(labels, (0, 1)).all():
            raise ArgumentError("labels must be 1 for positive or 0 for negative")
        logits = bucketed_logits(self.model, self.encode(texts), progress=progress)
        return {
            "accuracy": accuracy(logits, labels),
            "nats_per_review": mean_nats(logits, labels),
            "n": len(texts),
        }
