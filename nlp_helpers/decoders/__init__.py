"""From a model's step to text: filters, choosers, `generate` and `beam_search`.

Everything here works on one protocol, whatever the model:

    step(ids, state) -> (logits, state)    # ids (B, 1) int32, logits (B, V)

The state hides what the model carries from token to token: an RNN's state, an attention memory or
a key-value cache. Introduced in chapter 02, Decoding.
"""

from nlp_helpers.decoders.beam import Hypothesis, beam_search, extend_beams, trace_beams
from nlp_helpers.decoders.choosing import greedy, sample
from nlp_helpers.decoders.filters import Filter, Temperature, TopK, TopP
from nlp_helpers.decoders.generate import generate

__all__ = [
    "Filter",
    "Hypothesis",
    "Temperature",
    "TopK",
    "TopP",
    "beam_search",
    "extend_beams",
    "generate",
    "greedy",
    "sample",
    "trace_beams",
]
