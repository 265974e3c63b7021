"""Beam search: keep the K best beginnings of a text and extend them all at once."""

import functools
from typing import Any, NamedTuple

import numpy as np
from keras import ops, tree

from nlp_helpers.backend import compiled
from nlp_helpers.decoders.inputs import (
    Request,
    Step,
    check_positive_integer,
    is_number,
    make_request,
    read_column,
    write_column,
)

# The log-probability of a beam that stands for nothing. Every real one is far above half of it.
DEAD = float(np.finfo("float32").min)


class Hypothesis(NamedTuple):
    """A text that beam search has found. Introduced in chapter 02, Decoding."""

    ids: np.ndarray  # (T,) int32: the new tokens, without the prompt and without the end symbol
    log_probability: float  # in nats, of the new tokens and the end symbol
    score: float  # log_probability / length**length_penalty: what the beams are ranked by
    finished: bool  # whether the end symbol was chosen; otherwise the length ran out


class Beams(NamedTuple):
    """What the loop carries. A row's K beams stand one after the other, best first."""

    position: Any  # (): all tokens up to here have been chosen
    ids: Any  # (B*K, L)
    log_probabilities: Any  # (B*K,)
    lengths: Any  # (B*K,): how many tokens, the end symbol among them, have been scored
    finished: Any  # (B*K,): whether the end symbol has been chosen
    state: Any  # nested tensors, first axis B*K


def beam_search(
    step: Step,
    prompt: Any,
    state: Any,
    *,
    num_beams: int,
    max_new_tokens: int,
    prompt_lengths: Any = None,
    end_id: int | None = None,
    length_penalty: float = 0.0,
) -> list[list[Hypothesis]]:
    """Search for the most probable continuations of every row of a prompt.

    At each step every beam is extended by every token, and the K best of these K x V candidates
    are the next beams. A beam that has chosen the end symbol is frozen: it is its own only
    candidate, its score stays, and only better ones can push it out. The search stops when no
    beam can change any more.

    Candidates are ranked by log P / length**length_penalty. At 0 this is the log-probability,
    which favours short texts, since every token lowers it; at 1 it is the mean per token (Murray
    and Chiang, 2018). Wu et al. (2016, equation 14) divide by ((5 + length) / 6)**alpha, which
    spares short texts; the plain power is used here because its two ends have a meaning.
    Introduced in chapter 02, Decoding, and used for translation in chapter 09.

    Args:
        step: `step(ids, state) -> (logits, state)`, as for `generate`; called with B*K rows.
        prompt: ids, (B, T).
        state: nested tensors whose first axis is B; `()` for none.
        num_beams: K. With 1, the search is greedy decoding.
        max_new_tokens: how many tokens a hypothesis has at most.
        prompt_lengths: (B,), where rows are shorter than T and padded on the right.
        end_id: the symbol that ends a text.
        length_penalty: the exponent of the length, 0 or more; it counts the end symbol.

    Returns:
        For each row its hypotheses, best first, all different: K of them, or all there are where
        fewer than K texts exist.

    Raises:
        ValueError: if an argument has a wrong value; the message says which and what to do.
    """
    request = make_request(prompt, prompt_lengths, state, max_new_tokens, end_id)
    _check_width(num_beams, length_penalty)
    search = _compiled_search(step, int(num_beams))
    arguments = (request, float(length_penalty))
    beams = search(*tree.map_structure(ops.convert_to_tensor, arguments))
    return _read_hypotheses(beams, request, length_penalty)


def trace_beams(
    step: Step,
    prompt: Any,
    state: Any,
    *,
    num_beams: int,
    max_new_tokens: int,
    prompt_lengths: Any = None,
    end_id: int | None = None,
    length_penalty: float = 0.0,
) -> list[list[list[Hypothesis]]]:
    """Run `beam_search` one step at a time and return the beams after every step.

    Introduced in chapter 02, Decoding.

    Args:
        step, prompt, state, num_beams, max_new_tokens, prompt_lengths, end_id, length_penalty:
            as for `beam_search`.

    Returns:
        For each step, from the first new token on, what `beam_search` returns for the last one.
    """
    request = make_request(prompt, prompt_lengths, state, max_new_tokens, end_id)
    _check_width(num_beams, length_penalty)
    advance = _compiled_advance(step)
    tensors, penalty = tree.map_structure(ops.convert_to_tensor, (request, float(length_penalty)))
    beams = _first_beams(tensors, int(num_beams))
    steps = []
    while _can_change(beams, tensors):
        beams = advance(beams, tensors, penalty)
        if int(beams.position) >= request.prompt_lengths.min():
            steps.append(_read_hypotheses(beams, request, length_penalty))
    return steps


def extend_beams(
    log_probabilities: Any, lengths: Any, frozen: Any, next_log_probabilities: Any, penalty: Any
) -> tuple[Any, Any, Any]:
    """Choose the K best candidates among all extensions of K beams.

    Args:
        log_probabilities: of the beams, (B, K).
        lengths: how many tokens that sums up, (B, K).
        frozen: True where a beam stays as it is, (B, K).
        next_log_probabilities: of every next token after every beam, (B, K, V).
        penalty: the exponent of the length in a candidate's score.

    Returns:
        The candidates' log-probabilities, the beams they extend, and the tokens they extend them
        by (of no meaning where the beam is frozen), each (B, K), best first.
    """
    batch, beams, vocabulary = next_log_probabilities.shape
    extended = log_probabilities[..., None] + next_log_probabilities  # (B, K, V)
    # The one candidate of a frozen beam takes the place of token 0.
    itself = ops.where(ops.arange(vocabulary) == 0, log_probabilities[..., None], DEAD)
    candidates = ops.where(frozen[..., None], itself, extended)
    candidates = ops.reshape(candidates, (batch, beams * vocabulary))
    new_lengths = lengths + ops.cast(~frozen, "int32")
    divisors = ops.power(ops.cast(ops.maximum(new_lengths, 1), "float32"), penalty)
    scores = candidates / ops.repeat(divisors, vocabulary, axis=1)
    _, best = ops.top_k(scores, beams)  # (B, K)
    best = ops.cast(best, "int32")
    chosen = ops.take_along_axis(candidates, best, axis=1)
    return chosen, best // vocabulary, best % vocabulary


# Held strongly on purpose, as in generate.py.
@functools.lru_cache(maxsize=32)
def _compiled_search(step: Step, num_beams: int):
    """Compile the search for a step and a width; all that is only a value is an argument."""

    def search(request: Request, length_penalty: Any) -> Beams:
        def can_change(*beams):
            return _can_change(Beams(*beams), request)

        def advance(*beams):
            return tuple(_advance(step, Beams(*beams), request, length_penalty))

        first = tuple(_first_beams(request, num_beams))
        return Beams(*ops.while_loop(can_change, advance, first))

    return compiled(search, variables=tuple(getattr(step, "variables", ())))


@functools.lru_cache(maxsize=32)
def _compiled_advance(step: Step):
    """Compile the loop's body alone, for those who want to see every turn of it."""

    def advance(beams: Beams, request: Request, length_penalty: Any) -> Beams:
        return _advance(step, beams, request, length_penalty)

    return compiled(advance, variables=tuple(getattr(step, "variables", ())))


def _first_beams(request: Request, num_beams: int) -> Beams:
    """Start from one real beam a row: K equal ones would stay equal for ever."""
    batch = request.ids.shape[0]
    rows = batch * num_beams
    is_first = ops.arange(rows) % num_beams == 0
    return Beams(
        position=ops.zeros((), "int32"),
        ids=ops.repeat(request.ids, num_beams, axis=0),
        log_probabilities=ops.where(is_first, 0.0, DEAD),
        lengths=ops.zeros(rows, "int32"),
        finished=ops.zeros(rows, "bool"),
        state=tree.map_structure(lambda leaf: ops.repeat(leaf, num_beams, axis=0), request.state),
    )


def _is_closed(beams: Beams, request: Request) -> Any:
    """True where a beam takes no more tokens: it is finished, or its length has run out, (B*K,)."""
    num_beams = beams.ids.shape[0] // request.ids.shape[0]
    limits = ops.repeat(request.stops - request.prompt_lengths, num_beams)
    return beams.finished | (beams.lengths >= limits)


def _can_change(beams: Beams, request: Request) -> Any:
    """Whether any beam that stands for a text is still open."""
    is_alive = beams.log_probabilities > DEAD / 2
    return ops.any(is_alive & ~_is_closed(beams, request))


def _advance(step: Step, beams: Beams, request: Request, length_penalty: Any) -> Beams:
    """Take one token further: the one body of the compiled loop and of `trace_beams`."""
    batch, rows = request.ids.shape[0], beams.ids.shape[0]
    num_beams = rows // batch
    position = beams.position + 1
    ids = read_column(beams.ids, beams.position)[:, None]  # (B*K, 1)
    logits, state = step(ids, beams.state)
    next_log_probabilities = ops.log_softmax(ops.cast(logits, "float32"), axis=-1)  # (B*K, V)

    # A row that is still inside its prompt is frozen too: its next token is given.
    in_prompt = position < ops.repeat(request.prompt_lengths, num_beams)
    frozen = in_prompt | _is_closed(beams, request)
    log_probabilities, parents, tokens = extend_beams(
        *(
            ops.reshape(each, (batch, num_beams, *each.shape[1:]))
            for each in (beams.log_probabilities, beams.lengths, frozen, next_log_probabilities)
        ),
        length_penalty,
    )
    # Every beam takes over what its parent carries; parents are numbered within their row.
    parents = ops.reshape(parents + num_beams * ops.arange(batch)[:, None], (rows,))
    ids, lengths, finished, frozen, state = tree.map_structure(
        lambda leaf: ops.take(leaf, parents, axis=0),
        (beams.ids, beams.lengths, beams.finished, frozen, state),
    )
    # What a frozen beam has in the buffer stays: the prompt's next token, or nothing that counts.
    tokens = ops.where(frozen, read_column(ids, position), ops.reshape(tokens, (rows,)))
    return Beams(
        position=position,
        ids=write_column(ids, position, tokens),
        log_probabilities=ops.reshape(log_probabilities, (rows,)),
        lengths=lengths + ops.cast(~frozen, "int32"),
        finished=finished | (~frozen & (tokens == request.end_id)),
        state=state,
    )


def _read_hypotheses(
    beams: Beams, request: Request, length_penalty: float
) -> list[list[Hypothesis]]:
    """Turn the beams into hypotheses, row by row, leaving out those that stand for nothing."""
    batch = len(request.ids)
    per_row = (
        ops.convert_to_numpy(each).reshape(batch, -1, *each.shape[1:])
        for each in (beams.ids, beams.log_probabilities, beams.lengths, beams.finished)
    )
    hypotheses = []
    for start, *row in zip(request.prompt_lengths, *per_row, strict=True):
        hypotheses.append(
            [
                Hypothesis(
                    ids=ids[start : start + length - finished].copy(),
                    log_probability=float(log_probability),
                    score=float(log_probability) / max(int(length), 1) ** length_penalty,
                    finished=bool(finished),
                )
                for ids, log_probability, length, finished in zip(*row, strict=True)
                if log_probability > DEAD / 2
            ]
        )
    return hypotheses


def _check_width(num_beams: Any, length_penalty: Any) -> None:
    check_positive_integer("num_beams", num_beams, "keep at least one beam; 1 is greedy decoding")
    if not is_number(length_penalty) or length_penalty < 0:
        raise ValueError(
            f"length_penalty must be a number of 0 or more, not {length_penalty!r}: "
            "0 compares log-probabilities, 1 their means per token."
        )
