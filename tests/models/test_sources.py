"""Decoders of a source, of either kind: what is no source is told in a sentence."""

import numpy as np
import pytest

from nlp_helpers.decoders import generate
from nlp_helpers.models import (
    Seq2SeqConfig,
    Seq2SeqStep,
    TransformerConfig,
    TransformerStep,
    make_seq2seq,
    make_transformer,
)

KINDS = {  # their encoders know eight ids
    Seq2SeqStep: lambda: make_seq2seq(Seq2SeqConfig(8, 9, 6, 4)),
    TransformerStep: lambda: make_transformer(TransformerConfig(8, 9, 6, 2, 1, 1, 6)),
}


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.__name__)
def step(request):
    """A decoder of each kind."""
    return request.param(KINDS[request.param]())


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ([1, 2, 3], "give a single source a batch axis"),
        ([[1.5]], "source must hold integer ids, not float"),
        ([[1, 2], [3]], "rows of one length: pad them on the right with zeros"),
        (np.zeros((1, 0), int), "source is empty"),
        ([[1, 8]], "id 8 is outside the vocabulary: ids go from 0 to 7"),
        ([[1, -1]], "id -1 is outside the vocabulary"),
        ([[1, 10**6]], "id 1000000 is outside the vocabulary"),
    ],
)
def test_what_no_encoder_reads_is_refused(step, source, message):
    with pytest.raises(ValueError, match=message):
        step.initial_state(source)


def test_nothing_is_written_without_a_sentence(step):
    with pytest.raises(ValueError, match=r"give it initial_state\(source\)"):
        generate(step, [[2]], max_new_tokens=2)
