"""Beam search against that of `transformers`, at four beams, on tables of logits."""

import numpy as np
import pytest
import torch
from keras import ops
from transformers import GenerationMixin, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutput

from nlp_helpers.decoders import Forbid, MinLength, RepetitionPenalty, beam_search

V, END, START, K, LONGEST = 12, 0, 1, 4, 8


def table_of(seed: int) -> np.ndarray:
    """Logits of what follows each symbol at each place; texts of all lengths are likely enough."""
    table = 1.5 * np.random.default_rng(seed).normal(size=(LONGEST, V, V)).astype("float32")
    table[..., END] += 0.5
    return table


class Table(PreTrainedModel, GenerationMixin):
    """What `transformers` needs to search with a table."""

    config_class = PretrainedConfig
    main_input_name = "input_ids"

    def __init__(self, table: np.ndarray):
        super().__init__(PretrainedConfig(vocab_size=V, num_hidden_layers=1))
        self.table = torch.nn.Parameter(torch.from_numpy(table))

    def forward(self, input_ids, **_):
        last = self.table[input_ids.shape[1] - 1, input_ids[:, -1]]  # (B, V)
        return CausalLMOutput(logits=last[:, None])

    def prepare_inputs_for_generation(self, input_ids, **_):
        return {"input_ids": input_ids}


def theirs(table: np.ndarray, **settings) -> list[tuple[list[int], float]]:
    found = Table(table).generate(
        torch.tensor([[START]]),
        num_beams=K,
        num_return_sequences=K,
        do_sample=False,
        use_cache=False,
        max_new_tokens=LONGEST,
        eos_token_id=END,
        pad_token_id=END,
        return_dict_in_generate=True,
        output_scores=True,
        **settings,
    )
    texts = [row[1:].tolist() for row in found.sequences]
    ended = [row[: row.index(END)] if END in row else row for row in texts]
    return list(zip(ended, found.sequences_scores.tolist(), strict=True))


class Lookup:
    """A decoder whose context is a table: all tests share its compiled loops."""

    vocab_size, variables = V, ()

    def start(self, context, rows, length):
        return ops.zeros((rows, 1))

    def step(self, ids, position, carry, context):
        rows = ops.reshape(context[0], (LONGEST * V, V))  # of a table (1, LONGEST, V, V)
        return ops.take(rows, position * V + ids[:, 0], axis=0), carry


LOOKUP = Lookup()


def ours(table: np.ndarray, **settings) -> list[tuple[list[int], float]]:
    how = {"num_beams": K, "max_new_tokens": LONGEST, "end_id": END}
    (found,) = beam_search(LOOKUP, [[START]], (table[None],), **how, **settings)
    return [(each.ids.tolist(), each.score) for each in found]


def assert_equal(ours, theirs) -> None:
    assert [ids for ids, _ in ours] == [ids for ids, _ in theirs]
    np.testing.assert_allclose([s for _, s in ours], [s for _, s in theirs], rtol=1e-4)


@pytest.mark.parametrize("length_penalty", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("seed", range(8))
def test_the_same_texts_and_scores(seed, length_penalty):
    how = {"length_penalty": length_penalty}
    assert_equal(ours(table_of(seed), **how), theirs(table_of(seed), **how))


def test_the_same_with_filters():
    filters = [MinLength(3, END), RepetitionPenalty(1.3), Forbid((5, 7))]
    found = theirs(
        table_of(0),
        length_penalty=1.0,
        min_new_tokens=3,
        repetition_penalty=1.3,
        suppress_tokens=[5, 7],
    )
    assert_equal(ours(table_of(0), length_penalty=1.0, filters=filters), found)
    assert all(len(ids) >= 3 and not {5, 7} & set(ids) for ids, _ in found)


def test_a_finished_text_is_not_lost_to_those_that_end_worse():
    """After two steps four beams lead the empty text, and all of them run into a desert."""
    table = np.full((V, V), -30.0, "float32")
    table[START, [END, 2, 3, 4]] = np.log([0.18, 0.41, 0.205, 0.205])
    table[2, [5, 6]] = table[3, 5] = table[4, 6] = 0
    table[5:] = 0  # where every symbol is as likely
    table = np.repeat(table[None], LONGEST, axis=0)
    assert ours(table)[0][0] == [] == theirs(table, length_penalty=0.0)[0][0]
