"""Beam search: keep the K best beginnings of a text and extend them all at once."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from keras import ops, tree

from nlp_helpers.decoders.choosing import greedy
from nlp_helpers.decoders.filters import Filter, Text, apply_filters, check_filters
from nlp_helpers.decoders.inputs import (
    Request,
    check_positive_integer,
    is_number,
    make_request,
)
from nlp_helpers.decoders.loop import PIECE, Loop, has_choice, lengths_so_far, repeat_rows
from nlp_helpers.decoders.protocol import Decoder, Step, as_decoder, kept_loop, pick, write_places
from nlp_helpers.errors import ArgumentError

# The log-probability of a beam that stands for nothing. Every real one is far above half of it.
DEAD = float(np.finfo("float32").min)
MOST_BEAMS = 2**12  # each has a state of its own, however short its text is
LARGEST_PENALTY = 5.0  # float32 holds the fifth power of the longest text's length


class Hypothesis(NamedTuple):
    """A text that beam search has found. Introduced in chapter 02, Decoding."""

    ids: np.ndarray  # (T,) int32: the new tokens, without the prompt and without the end symbol
    log_probability: float  # in nats, of the new tokens and the end symbol
    score: float  # log_probability / length**length_penalty: what the beams are ranked by
    finished: bool  # whether the end symbol was chosen; otherwise the length ran out


class Finished(NamedTuple):
    """The K best texts of each row that have ended, best first."""

    ids: Any  # (B, K, L)
    lengths: Any  # (B, K): of the new tokens, the end symbol among them
    log_probabilities: Any  # (B, K); DEAD where there are fewer than K


class Beams(NamedTuple):
    """What the loop carries; see `Loop`. A row's K beams stand one after the other, best first."""

    count: Any
    ids: Any  # (B*K, L)
    last: Any
    carry: Any
    open: Any  # (B,): whether a beam can still become one of the K best texts
    finite: Any
    log_probabilities: Any  # (B, K)
    finished: Finished


def beam_search(
    step: Decoder | Step,
    prompt: Any,
    context: Any = (),
    *,
    num_beams: int,
    max_new_tokens: int,
    prompt_lengths: Any = None,
    filters: Iterable[Filter] = (),
    end_id: int | None = None,
    length_penalty: float = 0.0,
) -> list[list[Hypothesis]]:
    """Search for the most probable continuations of every row of a prompt.

    At each step every beam is extended by every token. Of these K x V candidates, those among the
    K best that end go to a set of finished texts, which holds the K best of them by score; the K
    best that do not end are the next beams. So no finished text is lost to unfinished ones. A row
    stops when it has K finished texts and no beam has a better score than the worst of them, as in
    `transformers` with its `early_stopping=False`.

    Texts are ranked by log P / length**length_penalty. At 0 this is the log-probability, which
    favours short texts, since every token lowers it; at 1, the default of `transformers` and of the
    course's translators, it is the mean per token (Murray and Chiang, 2018). Wu et al. (2016,
    equation 14) divide by ((5 + length) / 6)**alpha, which spares short texts; the plain power is
    used here because its two ends have a meaning. Introduced in chapter 02, Decoding, and used for
    translation in chapter 09.

    Args:
        step, prompt, context, max_new_tokens, prompt_lengths, end_id: as for `generate`.
        num_beams: K. With 1, the search is greedy decoding.
        filters: applied to the log-probabilities of the next tokens, in the order given. They are
            not normalized again: the tokens that `Forbid` leaves keep what the model gave them.
        length_penalty: the exponent of the length, 0 to 5; it counts the end symbol.

    Returns:
        For each row its hypotheses, best first, all different: K of them, or all there are where
        fewer than K texts exist. Raised is what `generate` raises.
    """
    texts = (prompt, prompt_lengths, context, max_new_tokens, end_id)
    *_, last = _search(step, texts, num_beams, filters, length_penalty, PIECE)
    return [row[:num_beams] for row in last]


def trace_beams(
    step: Decoder | Step,
    prompt: Any,
    context: Any = (),
    *,
    num_beams: int,
    max_new_tokens: int,
    prompt_lengths: Any = None,
    filters: Iterable[Filter] = (),
    end_id: int | None = None,
    length_penalty: float = 0.0,
) -> list[list[list[Hypothesis]]]:
    """Run `beam_search` one step at a time and return what it has after every step.

    For each step, from the first new token on, these are the finished texts and the beams of each
    row, best first. Of the last step `beam_search` returns the K best. Introduced in chapter 02,
    Decoding.
    """
    texts = (prompt, prompt_lengths, context, max_new_tokens, end_id)
    return list(_search(step, texts, num_beams, filters, length_penalty, 1))


def extend_beams(
    log_probabilities: Any, next_log_probabilities: Any, count: int
) -> tuple[Any, Any, Any]:
    """Choose the `count` best candidates among all extensions of K beams.

    Their log-probabilities are those of the beams, (B, K), plus those of every next token after
    every beam, (B, K, V). Returned are the candidates' log-probabilities, the beams they extend,
    and the tokens they extend them by, each (B, N), best first; of K x V < N, all. Introduced in
    chapter 09, Beam search.
    """
    log_probabilities, next_log_probabilities = map(
        ops.convert_to_tensor, (log_probabilities, next_log_probabilities)
    )
    batch, beams, vocabulary = next_log_probabilities.shape
    # No candidate is among the N best of all that is not among the N best of its own beam.
    each = min(count, vocabulary)
    best, tokens = ops.top_k(next_log_probabilities, each)  # (B, K, N)
    candidates, tokens = (
        ops.reshape(leaf, (batch, beams * each))
        for leaf in (log_probabilities[..., None] + best, tokens)
    )
    chosen, places = ops.top_k(candidates, min(count, beams * each))  # (B, N)
    places = ops.cast(places, "int32")
    return chosen, places // each, ops.cast(pick(tokens, places), "int32")


def _search(
    step: Decoder | Step,
    texts: tuple,
    num_beams: int,
    filters: Iterable[Filter],
    length_penalty: float,
    steps: int,
) -> Iterator[list[list[Hypothesis]]]:
    """Check the arguments, run the loop, and yield the hypotheses after every `steps` tokens."""
    decoder = as_decoder(step)
    remedy = "keep at least one beam; 1 is greedy decoding"
    check_positive_integer("num_beams", num_beams, remedy, most=MOST_BEAMS)
    if not is_number(length_penalty, 0, LARGEST_PENALTY):
        raise ArgumentError(
            f"length_penalty must be a number of 0 or more, at most {LARGEST_PENALTY:g}, not "
            f"{length_penalty!r}: 0 compares log-probabilities, 1 their means per token."
        )
    request = make_request(*texts, decoder, num_beams)
    kinds, parameters = check_filters(filters)
    loop = kept_loop(
        step, ("beams", kinds, num_beams), lambda: _make_loop(decoder, kinds, num_beams)
    )
    for beams in loop(request, (float(length_penalty), parameters), steps):
        yield _read_hypotheses(beams, request, length_penalty)


def _make_loop(decoder: Decoder, kinds: tuple[type[Filter], ...], num_beams: int) -> Loop:
    """Compile the search for what shapes its code; all that is only a value is an argument."""

    def first(request: Request) -> Beams:
        (batch, length) = request.ids.shape
        # One real beam a row: K equal ones would stay equal.
        is_first = ops.repeat(ops.arange(num_beams, dtype="int32")[None] == 0, batch, axis=0)
        dead = ops.full((batch, num_beams), DEAD, "float32")
        nothing = ops.zeros((batch, num_beams), "int32")
        return Beams(
            count=ops.zeros((), "int32"),
            ids=repeat_rows(request.ids, num_beams),
            last=ops.zeros(batch * num_beams, "int32"),
            carry=(),
            open=ops.ones(batch, "bool"),
            finite=ops.ones((), "bool"),
            log_probabilities=ops.where(is_first, 0.0, dead),
            finished=Finished(ops.zeros((batch, num_beams, length), "int32"), nothing, dead),
        )

    def add(beams: Beams, logits: Any, normalizer: Any, request: Request, settings: Any) -> Beams:
        length_penalty, parameters = settings
        batch = request.prompt.shape[0]
        lengths = lengths_so_far(beams, request)  # (B*K,)
        text = Text(beams.ids, lengths, lengths - beams.count)
        next_log_probabilities = apply_filters(kinds, parameters, text, logits - normalizer)
        # Nothing follows a beam without a choice, or one that stands for nothing and may say NaN.
        is_real = beams.open[:, None] & (beams.log_probabilities > DEAD / 2)
        is_real = ops.reshape(is_real, (-1, 1))  # (B*K, 1)
        goes_on = is_real & has_choice(normalizer)[:, None]
        next_log_probabilities = ops.where(goes_on, next_log_probabilities, DEAD)
        # At most K of 2 K candidates end, one a beam, so that K are left to go on from.
        candidates, parents, tokens = extend_beams(
            beams.log_probabilities,
            ops.reshape(next_log_probabilities, (batch, num_beams, -1)),
            2 * num_beams,
        )
        ends = tokens == request.end_id
        ending = (ends & beams.open[:, None])[:, :num_beams]
        ids = ops.reshape(beams.ids, (batch, num_beams, -1))
        finished = _with_new(
            beams.finished,
            Finished(
                ids=pick(ids, parents[:, :num_beams]),
                lengths=ops.zeros_like(beams.finished.lengths) + beams.count + 1,
                log_probabilities=ops.where(ending, candidates[:, :num_beams], DEAD),
            ),
            length_penalty,
        )
        log_probabilities, places = ops.top_k(ops.where(ends, DEAD, candidates), num_beams)
        places = ops.cast(places, "int32")
        rows = num_beams * ops.arange(batch, dtype="int32")[:, None]
        parents = ops.reshape(pick(parents, places) + rows, (-1,))  # (B*K,)
        tokens = ops.reshape(pick(tokens, places), (-1,))
        ids, carry = tree.map_structure(
            lambda leaf: ops.take(leaf, parents, axis=0), (beams.ids, beams.carry)
        )
        best = _scores(log_probabilities[:, 0], beams.count + 1, length_penalty)  # (B,)
        worst = ops.min(_scores_of(finished, length_penalty), axis=1)
        can_improve = (best > worst) & (log_probabilities[:, 0] > DEAD / 2)
        likeliest = ops.maximum(log_probabilities, finished.log_probabilities)[:, 0]
        has_text = (likeliest > DEAD / 2) | ~beams.open  # (B,)
        return beams._replace(
            ids=write_places(ids, lengths, tokens),
            last=tokens,
            carry=carry,
            open=beams.open & can_improve,
            finite=ops.all(ops.isfinite(normalizer) | ~is_real) & ops.all(has_text),
            log_probabilities=log_probabilities,
            finished=finished,
        )

    def add_to_one(
        beams: Beams, logits: Any, normalizer: Any, request: Request, settings: Any
    ) -> Beams:
        """A single beam is never reordered: the same in less than half of the operations."""
        lengths = lengths_so_far(beams, request)  # (B,)
        text = Text(beams.ids, lengths, request.prompt_lengths)
        next_log_probabilities = apply_filters(kinds, settings[1], text, logits - normalizer)
        tokens = greedy(next_log_probabilities)
        still_open = beams.open & (tokens != request.end_id)
        best = ops.where(has_choice(normalizer), ops.max(next_log_probabilities, axis=1), DEAD)
        log_probabilities = beams.log_probabilities + ops.where(beams.open, best, 0.0)[:, None]
        return beams._replace(
            ids=write_places(beams.ids, lengths, tokens),
            last=tokens,
            open=still_open,
            finite=ops.all(log_probabilities > DEAD / 2),
            log_probabilities=log_probabilities,
            finished=Finished(
                ids=beams.ids[:, None],  # what is written behind the end is cut off later
                lengths=beams.finished.lengths + ops.cast(beams.open, "int32")[:, None],
                log_probabilities=ops.where(still_open[:, None], DEAD, log_probabilities),
            ),
        )

    return Loop(decoder, first, add_to_one if num_beams == 1 else add)


def _with_new(old: Finished, new: Finished, length_penalty: Any) -> Finished:
    """Return the K best of 2 K finished texts."""
    both = tree.map_structure(lambda *leaves: ops.concatenate(leaves, axis=1), old, new)
    _, best = ops.top_k(_scores_of(both, length_penalty), old.lengths.shape[1])  # (B, K)
    best = ops.cast(best, "int32")
    return tree.map_structure(lambda leaf: pick(leaf, best), both)


def _scores_of(finished: Finished, length_penalty: Any) -> Any:
    """Return the scores of finished texts, (B, K); DEAD where there is none."""
    scores = _scores(finished.log_probabilities, finished.lengths, length_penalty)
    return ops.where(finished.log_probabilities > DEAD / 2, scores, DEAD)


def _scores(log_probabilities: Any, lengths: Any, length_penalty: Any) -> Any:
    lengths = ops.cast(ops.maximum(lengths, 1), "float32")
    return log_probabilities / ops.power(lengths, length_penalty)


def _read_hypotheses(
    beams: Beams, request: Request, length_penalty: float
) -> list[list[Hypothesis]]:
    """Rank the finished texts of each row together with its beams, where it has not stopped."""
    is_open, live, live_ids, *finished = map(
        ops.convert_to_numpy, (beams.open, beams.log_probabilities, beams.ids, *beams.finished)
    )
    live_ids = live_ids.reshape(finished[0].shape)  # (B, K, L)
    hypotheses = []
    for row, start in enumerate(request.prompt_lengths):
        texts = [(*text, True) for text in zip(*(each[row] for each in finished), strict=True)]
        if is_open[row]:
            beams_of_row = zip(live_ids[row], live[row], strict=True)
            texts += [(ids, beams.count, log_p, False) for ids, log_p in beams_of_row]
        found = [
            Hypothesis(
                ids=ids[start : start + int(length) - ended].copy(),
                log_probability=float(log_probability),
                score=float(log_probability) / int(length) ** length_penalty,
                finished=ended,
            )
            for ids, length, log_probability, ended in texts
            if log_probability > DEAD / 2
        ]
        hypotheses.append(sorted(found, key=lambda text: -text.score))
    return hypotheses
