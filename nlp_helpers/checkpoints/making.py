"""From nothing to a checkpoint: train, round, score, store."""

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np

from nlp_helpers.checkpoints.card import data_entry, training_entry
from nlp_helpers.checkpoints.sentiment import VOCABULARY
from nlp_helpers.checkpoints.storing import round_as_stored, store
from nlp_helpers.checkpoints.translation import SOURCE, TARGET, Translator
from nlp_helpers.datasets import IMDB, MINILM, SHAKESPEARE, SPA_ENG, imdb_reviews, load_spa_eng
from nlp_helpers.datasets.pieces import encode_pieces
from nlp_helpers.models import make_whole_classifier
from nlp_helpers.training import char_rnn, sentiment_gru, sentiment_minilm, seq2seq
from nlp_helpers.training.sentiment import accuracy, bucketed_logits, mean_nats
from nlp_helpers.training.translation import score_examples, subword_examples
from nlp_helpers.training.translation_scores import scores_by_length, translation_scores

TITLES = {
    "nmt-lstm": "An LSTM that reads English and an LSTM that writes Spanish",
    "nmt-bilstm": "The same translator with an encoder that reads both ways",
    "nmt-attention": "The translator with attention",
}


def make_checkpoint(name: str, folder: Path) -> None:
    """Train the model of this name by its recipe and write the checkpoint into a folder.

    A training that was stopped goes on from the folder's snapshot.

    Raises:
        ValueError: if there is no recipe of this name.
        CheckpointError: if the folder's snapshot is damaged or of another training.
    """
    if name not in MAKERS:
        raise ValueError(f"no recipe {name!r}: there are {', '.join(MAKERS)}")
    MAKERS[name](folder)


def _make_char_rnn(folder: Path) -> None:
    trained = char_rnn.train_char_rnn(folder)
    round_as_stored(trained.model)
    scores = char_rnn.validation_scores(trained.model, trained.valid)
    card = {
        "name": "char-rnn",
        "title": "A GRU that writes Shakespeare, character by character",
        "task": "character language model",
        "model": dataclasses.asdict(char_rnn.MODEL),
        "parameters": trained.model.count_params(),
        "vocabulary": trained.vocabulary.characters,
        "data": [data_entry(SHAKESPEARE)],
        "split": "the first 1,000,000 characters for training, the next 60,000 for validation",
        "metrics": {metric: round(value, 4) for metric, value in scores.items()},
        "training": training_entry(char_rnn.RECIPE, trained.progress),
        "history": trained.progress.history,
    }
    store(folder, trained.model, card)


def _make_sentiment_gru(folder: Path) -> None:
    trained = sentiment_gru.train_sentiment_gru(folder)
    round_as_stored(trained.model)
    valid = imdb_reviews().valid
    logits = bucketed_logits(
        trained.model, sentiment_gru.encode_words(trained.vocabulary, valid.texts)
    )
    card = {
        "name": "sentiment-gru",
        "title": "A bidirectional GRU that tells praise from blame in film reviews",
        "task": "sentiment, recurrent",
        "model": dataclasses.asdict(sentiment_gru.MODEL),
        "parameters": trained.model.count_params(),
        "data": [data_entry(IMDB)],
        **_sentiment_scores(logits, valid.labels),
        "training": training_entry(sentiment_gru.RECIPE, trained.progress),
        "history": trained.progress.history,
    }
    store(folder, trained.model, card, {VOCABULARY: "\n".join(trained.vocabulary.words).encode()})


def _make_sentiment_minilm(folder: Path) -> None:
    trained = sentiment_minilm.train_sentiment_minilm(folder)
    round_as_stored(trained.upper)
    valid = imdb_reviews().valid
    limits = {"limit": sentiment_minilm.READ_LIMIT, "head": sentiment_minilm.READ_HEAD}
    whole = make_whole_classifier(trained.encoder, trained.upper, sentiment_minilm.LOWER)
    logits = bucketed_logits(whole, encode_pieces(trained.tokenizer, valid.texts, **limits))
    card = {
        "name": "sentiment-minilm",
        "title": "A sentence encoder, its upper half fine-tuned on film reviews",
        "task": "sentiment, sentence encoder",
        "model": {"lower": sentiment_minilm.LOWER, **limits},
        "parameters": whole.count_params(),
        "trained_parameters": trained.upper.count_params(),
        "data": [data_entry(IMDB), data_entry(MINILM)],
        **_sentiment_scores(logits, valid.labels),
        "training": training_entry(sentiment_minilm.RECIPE, trained.progress),
        "history": trained.progress.history,
    }
    store(folder, trained.upper, card)


def _make_seq2seq(name: str, folder: Path) -> None:
    trained = seq2seq.train_seq2seq(folder, seq2seq.MODELS[name])
    round_as_stored(trained.model)
    splits = load_spa_eng()
    held_out = subword_examples(trained.source, trained.target, splits.test)
    translator = Translator(trained.model, {}, trained.source, trained.target)
    translations = translator.translations(splits.test)
    scores = score_examples(trained.model, held_out)
    card = {
        "name": name,
        "title": TITLES[name],
        "task": "translation, recurrent",
        "model": dataclasses.asdict(trained.config),
        "parameters": trained.model.count_params(),
        "data": [data_entry(SPA_ENG)],
        "split": f"{len(splits.train):,} pairs for training, {len(splits.valid):,} for validation, "
        f"{len(splits.test):,} for the figures here; no sentence in two of them",
        "metrics": {metric: round(value, 4) for metric, value in scores.items()}
        | translation_scores(translations, splits.test),
        "by_length": scores_by_length(translations, splits.test),
        "training": training_entry(seq2seq.RECIPE, trained.progress),
        "history": trained.progress.history,
    }
    parts = {SOURCE: trained.source.to_bytes(), TARGET: trained.target.to_bytes()}
    store(folder, trained.model, card, parts)


def _sentiment_scores(logits: np.ndarray, labels: np.ndarray) -> dict:
    scores = {
        "accuracy": accuracy(logits, labels),
        "nats_per_review": mean_nats(logits, labels),
    }
    return {
        "split": "22,500 reviews for training, 2,500 for validation, no text in both",
        "metrics": {metric: round(value, 4) for metric, value in scores.items()},
    }


MAKERS: dict[str, Callable[[Path], None]] = {
    "char-rnn": _make_char_rnn,
    "sentiment-gru": _make_sentiment_gru,
    "sentiment-minilm": _make_sentiment_minilm,
} | {name: functools.partial(_make_seq2seq, name) for name in seq2seq.MODELS}
