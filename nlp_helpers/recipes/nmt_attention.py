"""The translator with attention: `nmt-lstm` but for an encoder that reads both ways, and attention.

Introduced in chapter 10, Attention.
"""

from dataclasses import replace

from nlp_helpers.recipes import nmt_lstm

RECIPE = replace(
    nmt_lstm.RECIPE,
    name="nmt-attention",
    title="The translator with attention",
    config=replace(nmt_lstm.RECIPE.config, bidirectional=True, attention="general"),
)
