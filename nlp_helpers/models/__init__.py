"""The course's models. Every model returns logits; none knows a decoder."""

from nlp_helpers.models.char_rnn import (
    CharRNNConfig,
    CharRNNStep,
    make_char_rnn,
    with_explicit_state,
)

__all__ = ["CharRNNConfig", "CharRNNStep", "make_char_rnn", "with_explicit_state"]
