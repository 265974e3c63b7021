"""Trained models with their cards, loaded by name.

A checkpoint is a folder: `model.safetensors` holds the weights in eight bits (see `eight_bits`) and
`card.json` says what they are, what they were trained on, how, and how good they are. Those that
ship with the package lie beside this file.
"""

from nlp_helpers.checkpoints.classification import Classifier, Sentiment
from nlp_helpers.checkpoints.images import ImageClassifier, ImageLabel
from nlp_helpers.checkpoints.language_model import LanguageModel
from nlp_helpers.checkpoints.loading import checkpoint_names, load_checkpoint, shipped_cards
from nlp_helpers.checkpoints.masked_model import Attentions, Guess, MaskedLanguageModel
from nlp_helpers.checkpoints.text_to_text import TextToText, answer_scores, right_answers
from nlp_helpers.checkpoints.translation import Alignment, Translator
