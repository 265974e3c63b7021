"""Writing: filter the logits, choose a token, again."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from keras import ops

from nlp_helpers.decoders.choosing import draw_uniforms, greedy
from nlp_helpers.decoders.filters import Filter, Text, apply_filters, check_filters
from nlp_helpers.decoders.inputs import Request, make_request
from nlp_helpers.decoders.loop import Loop, has_choice, lengths_so_far
from nlp_helpers.decoders.protocol import Decoder, Step, as_decoder, kept_loop, pick, write_places


class Generated(list[np.ndarray]):
    """For each row its new ids (T,), without prompt and end symbol. Chapter 02, Decoding.

    Its `log_probabilities` (B,) are those of the new tokens and the end symbol, in nats, after the
    filters; `finished` (B,) tells whether the end symbol was chosen, or the length ran out.
    """

    def __init__(self, rows: Any, log_probabilities: np.ndarray, finished: np.ndarray):
        super().__init__(rows)
        self.log_probabilities, self.finished = log_probabilities, finished


class Writing(NamedTuple):
    """What the loop carries; see `Loop`."""

    count: Any
    ids: Any  # (B, L)
    last: Any
    carry: Any
    open: Any  # (B,): whether the end symbol has yet to be chosen
    finite: Any
    lengths: Any  # (B,): how many new tokens count, the end symbol not among them
    log_probabilities: Any  # (B,)


def generate(
    step: Decoder | Step,
    prompt: Any,
    context: Any = (),
    *,
    max_new_tokens: int,
    prompt_lengths: Any = None,
    filters: Iterable[Filter] = (),
    choose: Callable[[Any, Any], Any] = greedy,
    end_id: int | None = None,
    seed: int = 0,
) -> Generated:
    """Continue every row of a prompt, token by token, with the state carried along.

    The prompt is read once, by the decoder itself where it can read many tokens at once. The loop
    is compiled once for a decoder, a kind of filters, a chooser and a bucket of lengths;
    temperature, k and p may change freely. Introduced in chapter 02, Decoding.

    Args:
        step: a `Decoder`, or a function `step(ids, state) -> (logits, state)` with ids (B, 1) int32
            and logits (B, V). It must be the same object from call to call to be compiled once. A
            function that reads Keras variables lists them in an attribute `variables`, or JAX keeps
            their first values.
        prompt: ids, (B, T).
        context: what the decoder starts from, such as an encoder's output, or the plain step's
            state: nested tensors whose first axis is B; `()` for none.
        max_new_tokens: how many tokens a row gets at most: up to a million, or one more than the
            decoder's `max_length` leaves.
        prompt_lengths: (B,), where rows are shorter than T and padded on the right.
        filters: applied to the logits in the order given.
        choose: `greedy`, `sample` or any function of logits (B, V) and uniform numbers (B,); the
            same object from call to call, as the step.
        end_id: the symbol that ends a row. Rows stop one by one; the loop, when all have.
        seed: for `sample`: the same seed gives the same text on every backend.

    Raises:
        TypeError: if a filter is not a `Filter`.
        ValueError: if an argument has a wrong value, or the logits are not finite; the message says
            which and what to do.

    Example:
        >>> alphabet = lambda ids, state: (ops.one_hot(ids[:, 0] + 1, 26), state)
        >>> generate(alphabet, [[0]], max_new_tokens=3)
        [array([1, 2, 3], dtype=int32)]
    """
    decoder = as_decoder(step)
    request = make_request(prompt, prompt_lengths, context, max_new_tokens, end_id, decoder)
    kinds, parameters = check_filters(filters)
    loop = kept_loop(step, ("generate", kinds, choose), lambda: _make_loop(decoder, kinds, choose))
    uniforms = draw_uniforms(seed, *request.ids.shape)
    # A text's first uniform number belongs to its second token, be that the prompt's or new.
    starts = request.prompt_lengths[:, None] - 1
    room = request.ids.shape[1] - request.prompt.shape[1]
    uniforms = np.take_along_axis(uniforms, starts + np.arange(room), axis=1)  # (B, N)
    *_, writing = loop(request, (uniforms, parameters))
    return _read_rows(writing, request)


def _make_loop(decoder: Decoder, kinds: tuple[type[Filter], ...], choose: Callable) -> Loop:
    def add(
        writing: Writing, logits: Any, normalizer: Any, request: Request, settings: Any
    ) -> Writing:
        uniforms, parameters = settings
        lengths = lengths_so_far(writing, request)  # (B,)
        text = Text(writing.ids, lengths, request.prompt_lengths)
        finite = has_choice(normalizer)  # (B,)
        if kinds:
            logits = apply_filters(kinds, parameters, text, logits)
            normalizer = ops.logsumexp(logits, axis=-1, keepdims=True)
            finite = finite & has_choice(normalizer)
        tokens = ops.cast(choose(logits, ops.take(uniforms, writing.count, axis=1)), "int32")
        log_probabilities = (pick(logits, tokens[:, None]) - normalizer)[:, 0]
        still_open = writing.open & (tokens != request.end_id)
        return writing._replace(
            # What a row goes on writing behind its end, while others run, is cut off later.
            ids=write_places(writing.ids, lengths, tokens),
            last=tokens,
            open=still_open,
            finite=ops.all(finite | ~writing.open),
            lengths=writing.lengths + ops.cast(still_open, "int32"),
            log_probabilities=writing.log_probabilities
            + ops.where(writing.open, log_probabilities, 0.0),
        )

    return Loop(decoder, _first_writing, add)


def _first_writing(request: Request) -> Writing:
    zeros = ops.zeros_like(request.prompt_lengths)
    return Writing(
        count=ops.zeros((), "int32"),
        ids=request.ids,
        last=zeros,
        carry=(),
        open=zeros == 0,
        finite=ops.ones((), "bool"),
        lengths=zeros,
        log_probabilities=ops.cast(zeros, "float32"),
    )


def _read_rows(writing: Writing, request: Request) -> Generated:
    ids, lengths, log_probabilities, still_open = map(
        ops.convert_to_numpy,
        (writing.ids, writing.lengths, writing.log_probabilities, writing.open),
    )
    texts = zip(ids, request.prompt_lengths, lengths, strict=True)
    rows = [row[start : start + length].copy() for row, start, length in texts]
    return Generated(rows, log_probabilities, ~still_open)
