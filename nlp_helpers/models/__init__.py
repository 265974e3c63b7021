"""The course's models. Every model returns logits; none knows a decoder."""

from nlp_helpers.models.char_rnn import CharRNNConfig, CharRNNStep, make_char_rnn

__all__ = ["CharRNNConfig", "CharRNNStep", "make_char_rnn"]
