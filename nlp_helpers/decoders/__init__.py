"""From a model's step to text: filters, choosers, `generate` and `beam_search`.

Everything here works on one protocol, `Decoder`, whatever the model, and on plain functions

    step(ids, state) -> (logits, state)    # ids (B, 1) int32, logits (B, V)

whose state hides what the model carries from token to token. Introduced in chapter 02, Decoding.

Names and defaults beside those of `transformers`: `end_id` is its `eos_token_id`, `prompt_lengths`
does the work of `attention_mask` (prompts are padded on the right), `num_beams`, `max_new_tokens`
and `length_penalty` are the same. `beam_search` compares log-probabilities unless it is told
otherwise (`length_penalty=0`); `translate` compares means, as `transformers` does (1).
"""

from nlp_helpers.decoders.beam import Hypothesis, beam_search, extend_beams, trace_beams
from nlp_helpers.decoders.choosing import greedy, sample
from nlp_helpers.decoders.filters import (
    Filter,
    Forbid,
    MinLength,
    RepetitionPenalty,
    Temperature,
    Text,
    TopK,
    TopP,
)
from nlp_helpers.decoders.generate import Generated, generate
from nlp_helpers.decoders.protocol import Decoder
