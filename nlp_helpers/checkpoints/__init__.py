"""Trained models with their cards, loaded by name.

A checkpoint is a folder: `model.safetensors` holds the weights in eight bits (see `eight_bits`) and
`card.json` says what they are, what they were trained on, how, and how good they are. Those that
ship with the package lie beside this file.
"""

from nlp_helpers.checkpoints.char_language_model import CharLanguageModel
from nlp_helpers.checkpoints.loading import checkpoint_names, load_checkpoint, shipped_cards
from nlp_helpers.checkpoints.sentiment import Sentiment, SentimentModel
from nlp_helpers.checkpoints.translation import Alignment, Translator

__all__ = [
    "Alignment",
    "CharLanguageModel",
    "Sentiment",
    "SentimentModel",
    "Translator",
    "checkpoint_names",
    "load_checkpoint",
    "shipped_cards",
]
