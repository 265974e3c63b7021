"""Trained classifiers of reviews, with their cards and the verbs that fit them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np
from numpy.typing import ArrayLike
from tokenizers import Tokenizer

from nlp_helpers.checkpoints.storing import load_weights, read_part
from nlp_helpers.datasets import (
    WordVocabulary,
    imdb_reviews,
    load_minilm_tokenizer,
    load_minilm_weights,
)
from nlp_helpers.datasets.pieces import encode_pieces
from nlp_helpers.datasets.reviews import read_reviews
from nlp_helpers.models import (
    SentimentRNNConfig,
    load_bert_weights,
    make_sentence_encoder,
    make_sentiment_rnn,
    make_upper_classifier,
    make_whole_classifier,
)
from nlp_helpers.training.sentiment import accuracy, bucketed_logits, mean_nats
from nlp_helpers.training.sentiment_gru import encode_words

VOCABULARY = "vocabulary.txt"


class Sentiment(NamedTuple):
    """What a classifier makes of a text."""

    label: str  # "positive" or "negative"
    probability: float  # of that label


@dataclass(frozen=True)
class SentimentModel(ABC):
    """What `load_checkpoint("sentiment-gru")` returns. Introduced in chapter 04, Sentiment.

    Attributes:
        model: ids (B, T) -> logits (B, 1); id 0 is padding.
        card: data, recipe, training, metrics and history, as a nested dict.
    """

    model: keras.Model
    card: dict

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        """Turn texts into ids, one sequence a text, as long as the model reads them."""

    def probabilities(self, texts: Sequence[str], *, progress: Callable = iter) -> np.ndarray:
        """Return the probability that each text speaks well of its subject.

        A text without a single known word is judged like any other: by what is left, the model's
        bias.

        Args:
            texts: N strings; what a text has beyond the model's limit, in its middle, is skipped.
            progress: wraps the iteration over batches, such as `tqdm`.

        Returns:
            (N,) float32.

        Raises:
            TypeError: if `texts` is one string or holds something else.
        """
        if isinstance(texts, str):
            raise TypeError(
                f"give a list of texts, or use classify for a single one: {texts!r:.60}"
            )
        if not len(texts):
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

    def evaluate(
        self, texts: Sequence[str], labels: ArrayLike, *, progress: Callable = iter
    ) -> dict[str, float]:
        """Score labelled texts.

        Args:
            texts: N > 0 strings.
            labels: (N,), 1 positive and 0 negative.
            progress: wraps the iteration over batches, such as `tqdm`.

        Returns:
            accuracy, nats_per_review and n.

        Raises:
            ValueError: if there are no texts, or labels are missing or neither 0 nor 1.
        """
        labels = np.asarray(labels)
        if len(texts) != len(labels) or not len(texts):
            raise ValueError(f"{len(texts)} texts with {len(labels)} labels cannot be scored")
        if not np.isin(labels, (0, 1)).all():
            raise ValueError("labels must be 1 for positive or 0 for negative")
        logits = bucketed_logits(self.model, self.encode(texts), progress=progress)
        scores = {
            "accuracy": accuracy(logits, labels),
            "nats_per_review": mean_nats(logits, labels),
        }
        return scores | {"n": len(texts)}

    def evaluate_file(self, path: Path | None, *, progress: Callable = iter) -> dict[str, float]:
        """Score a file of reviews (see `read_reviews`), or the validation split without a path."""
        reviews = imdb_reviews().valid if path is None else read_reviews(path)
        return self.evaluate(*reviews, progress=progress)


@dataclass(frozen=True)
class RecurrentSentiment(SentimentModel):
    """A recurrent classifier and its words.

    Attributes:
        vocabulary: text to ids.
    """

    vocabulary: WordVocabulary

    @classmethod
    def load(cls, folder: Path, card: dict) -> "RecurrentSentiment":
        """Build the model that the card describes and fill in its weights."""
        model = make_sentiment_rnn(SentimentRNNConfig(**card["model"]))
        load_weights(folder, model, card)
        words = read_part(folder, VOCABULARY, card).decode().split("\n")
        return cls(model, card, WordVocabulary(tuple(words)))

    def encode(self, texts: Sequence[str]) -> list[np.ndarray]:
        """Turn texts into ids of words."""
        return encode_words(self.vocabulary, texts)


@dataclass(frozen=True)
class EncoderSentiment(SentimentModel):
    """A fine-tuned sentence encoder; what was not trained comes from the encoder's own file.

    Attributes:
        tokenizer: text to word pieces.
    """

    tokenizer: Tokenizer

    @classmethod
    def load(cls, folder: Path, card: dict) -> "EncoderSentiment":
        """Build MiniLM, and give its upper blocks the weights that were trained."""
        encoder = make_sentence_encoder()
        load_bert_weights(encoder, load_minilm_weights())
        upper = make_upper_classifier(encoder, card["model"]["lower"])
        load_weights(folder, upper, card)
        model = make_whole_classifier(encoder, upper, card["model"]["lower"])
        return cls(model, card, load_minilm_tokenizer())

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Turn texts into ids of word pieces."""
        limit, head = self.card["model"]["limit"], self.card["model"]["head"]
        return encode_pieces(self.tokenizer, texts, limit=limit, head=head)
