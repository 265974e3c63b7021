"""The one loop that `generate` and `beam_search` share: read the prompt, then token after token."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from keras import ops, tree

from nlp_helpers.backend import compiled
from nlp_helpers.decoders.inputs import Request
from nlp_helpers.decoders.protocol import LOWEST, Decoder, read_prompt, take_step
from nlp_helpers.errors import ArgumentError

# Compiled code does not hear Ctrl-C; between two pieces of so many tokens Python does.
PIECE = 128


class Loop:
    """A decoder's compiled loop over some kind of texts, be it one text a row or its beams.

    Texts are a NamedTuple of tensors. Among its fields are `count` (), how many new tokens all of
    them have; `ids` (R, L); `last` (R,), the newest of them; `carry`; `open` (B,), True where a row
    takes more tokens; and `finite` (), whether all logits were that the last tokens were chosen by.
    `first` makes of a request texts without a new token, and without a carry; `add` makes of texts,
    logits (R, V), their log-sum-exp (R, 1), request and settings the texts with one more token.
    """

    def __init__(self, decoder: Decoder, first: Callable, add: Callable):
        def add_token(texts: Any, logits: Any, request: Request, settings: Any) -> Any:
            normalizer = ops.logsumexp(logits, axis=-1, keepdims=True)
            texts = add(texts, logits, normalizer, request, settings)
            return texts._replace(count=texts.count + 1)

        def begin(request: Request, settings: Any, steps: Any) -> Any:
            texts = first(request)
            (rows, length), (batch, _) = texts.ids.shape, request.prompt.shape
            carry = decoder.start(request.context, batch, length)
            if request.prompt.shape[1] == 1:  # the loop reads it: one step to compile, not two
                carry, last = repeat_rows((carry, request.prompt[:, 0]), rows // batch)
                return go_on(texts._replace(carry=carry, last=last), request, settings, steps)
            prompt = request.prompt, request.prompt_lengths
            logits, carry = read_prompt(decoder, *prompt, carry, request.context)
            logits, carry = repeat_rows((logits, carry), rows // batch)
            texts = add_token(texts._replace(carry=carry), logits, request, settings)
            return go_on(texts, request, settings, steps - 1)

        def go_on(texts: Any, request: Request, settings: Any, steps: Any) -> Any:
            kind, limit = type(texts), ops.minimum(texts.count + steps, request.max_new_tokens)

            def unfinished(*fields):
                texts = kind(*fields)
                return (texts.count < limit) & texts.finite & ops.any(texts.open)

            def advance(*fields):
                texts = kind(*fields)
                ids, position = texts.last[:, None], lengths_so_far(texts, request) - 1
                logits, carry = take_step(decoder, ids, position, texts.carry, request.context)
                return tuple(add_token(texts._replace(carry=carry), logits, request, settings))

            return kind(*ops.while_loop(unfinished, advance, tuple(texts)))

        self._begin, self._go_on = (
            compiled(each, variables=tuple(decoder.variables)) for each in (begin, go_on)
        )

    def __call__(self, request: Request, settings: Any, steps: int = PIECE) -> Iterator[Any]:
        """Yield the texts after every `steps` tokens and at the end, if the logits are finite."""
        arguments = tree.map_structure(ops.convert_to_tensor, (request, settings, np.int32(steps)))
        texts = self._begin(*arguments)
        while True:
            if not ops.convert_to_numpy(texts.finite):
                raise ArgumentError(
                    f"the logits of token {int(texts.count)} are not finite (NaN, inf, or -inf for "
                    "every id that is left): look for such numbers in the decoder's weights, for "
                    "an overflow in half precision, or for filters that leave no token."
                )
            yield texts
            is_open = ops.convert_to_numpy(texts.open).any()
            if not is_open or int(texts.count) >= request.max_new_tokens:
                return
            texts = self._go_on(texts, *arguments)


def has_choice(normalizer: Any) -> Any:
    """Whether there is a token to choose, (R,), by the log-sum-exp (R, 1) of the logits.

    There is none where one of them is NaN or inf, or all are -inf, which is `LOWEST` here.
    """
    return ops.abs(normalizer[:, 0]) < -LOWEST / 2


def lengths_so_far(texts: Any, request: Request) -> Any:
    """How many tokens each text has, its prompt's among them, (R,)."""
    beams = texts.ids.shape[0] // request.prompt.shape[0]
    return repeat_rows(request.prompt_lengths, beams) + texts.count


def repeat_rows(leaves: Any, times: int) -> Any:
    """Repeat each row of nested tensors for its beams."""
    if times == 1:
        return leaves
    return tree.map_structure(lambda leaf: ops.repeat(leaf, times, axis=0), leaves)
