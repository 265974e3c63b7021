"""The translator whose encoder reads both ways: `nmt-lstm` but for that.

Introduced in chapter 08, Bidirectional encoders.
"""

from dataclasses import replace

from nlp_helpers.recipes import nmt_lstm

RECIPE = replace(
    nmt_lstm.RECIPE,
    name="nmt-bilstm",
    title="The same translator with an encoder that reads both ways",
    config=replace(nmt_lstm.RECIPE.config, bidirectional=True),
)
