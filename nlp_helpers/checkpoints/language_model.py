"""A trained language model with the verbs that fit it."""

from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np

from nlp_helpers.arguments import one_text
from nlp_helpers.backend import in_float32
from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.datasets import CharVocabulary, pad
from nlp_helpers.decoders import (
    Filter,
    Temperature,
    TopK,
    TopP,
    beam_search,
    generate,
    greedy,
    sample,
)
from nlp_helpers.decoders.inputs import MOST_TOKENS, bucket, check_positive_integer
from nlp_helpers.errors import ArgumentError
from nlp_helpers.files import read_text
from nlp_helpers.models import window_slide, window_start, with_explicit_state
from nlp_helpers.training.metrics import bits, perplexity, sliding_nats, stream_nats

SHORTEST_BUCKET = 32  # characters; lengths are rounded up to one of few


@dataclass(frozen=True)
class LanguageModel(TrainedModel):
    """What `load_checkpoint("char-rnn")` returns. Introduced in chapter 01, Characters.

    Its model turns ids (B, T) into logits (B, T, V).
    """

    @property
    def vocabulary(self) -> CharVocabulary:
        """Text to ids and back."""
        return self.tokenizers[0]

    @property
    def context_length(self) -> int | None:
        """How many characters it sees; None where a state carries all that was read."""
        return getattr(self.config, "context_length", None)

    @staticmethod
    def texts(split: str) -> tuple[list[str]]:
        """Return the text that the vocabulary is made of."""
        return ([split],)

    read = staticmethod(read_text)

    def generate(
        self,
        prompt: str,
        *,
        length: int,
        temperature: float | None = None,
        top_k: int | None = None,
        top_p: float | None = None,
        num_beams: int | None = None,
        seed: int = 0,
    ) -> str:
        """Continue a text.

        Without temperature, top_k and top_p it takes the likeliest character each time (greedy),
        with any of them it draws one (`temperature=1` for plain sampling), and with `num_beams`
        it searches for a likely text as a whole. Introduced in chapter 02, Decoding.

        Args:
            prompt: at least one character of the vocabulary.
            length: how many characters to write.
            temperature: above 0; below 1 is more cautious, above 1 wilder.
            top_k: draw among the k likeliest.
            top_p: draw among the likeliest that together reach this probability.
            num_beams: the width of a beam search.
            seed: of the drawing.

        Returns:
            The continuation, without the prompt.

        Raises:
            ValueError: if a value is out of range, the prompt is empty or has unknown characters,
                or beams are to be drawn from.
        """
        remedy = "ask for at least one character"
        check_positive_integer("length", length, remedy, most=MOST_TOKENS)
        ids = self._read(prompt)
        filters = _filters(temperature, top_k, top_p)
        if num_beams is None:
            choose = sample if filters else greedy
            settings = {"filters": filters, "choose": choose, "seed": seed}
            [new] = generate(self.step, ids, max_new_tokens=length, **settings)
            return self.vocabulary.decode(new)
        if filters:
            raise ArgumentError(
                "beams search, they do not draw: give either num_beams or temperature, top_k, top_p"
            )
        [beams] = beam_search(self.step, ids, num_beams=num_beams, max_new_tokens=length)
        return self.vocabulary.decode(beams[0].ids)

    def next_probabilities(self, text: str) -> dict[str, float]:
        """Return the probability of every character to come after a text, likeliest first."""
        ids = self._read(text)
        if self.context_length:
            ids = ids[:, int(window_start(ids.shape[1], self.context_length)) :]
        length = bucket(ids.shape[1], SHORTEST_BUCKET)  # one of few, for JAX compiles each anew
        padded = pad(ids, min(length, self.context_length or length))
        logits = self.model.predict_on_batch(padded)[0, ids.shape[1] - 1]  # (V,)
        probabilities = keras.ops.convert_to_numpy(keras.ops.softmax(in_float32(logits)))
        order = np.argsort(-probabilities, kind="stable")
        return {self.vocabulary.characters[i]: float(probabilities[i]) for i in order}

    def next_character(self, text: str) -> str:
        """Return the likeliest character to come after a text.

        Example:
            >>> load_checkpoint("char-rnn").next_character("To be or not to b")
            'e'
        """
        return next(iter(self.next_probabilities(text)))

    def evaluate(self, data: str, *, progress: Callable = iter) -> dict[str, float]:
        """Score any text, read from end to end; nothing is predicted of its first character.

        A model of a limited context reads it through the window that `window_start` describes.
        What the vocabulary lacks is spelled as near as it gets, or dropped and counted.

        Returns:
            nats_per_char, bits_per_char, perplexity, chars (how many were predicted) and dropped.

        Raises:
            ValueError: if nothing is left to predict.
        """
        folded, dropped = self.vocabulary.fold(one_text(data))
        if len(folded) < 2:
            raise ArgumentError(
                f"of the {len(data)} characters the model knows {len(folded)}: give it a text of "
                "two or more"
            )
        ids = self.vocabulary.encode(folded)
        if self.context_length:
            view = {"window": self.context_length, "slide": window_slide(self.context_length)}
            nats = sliding_nats(self.model, ids, **view, progress=progress)
        else:
            nats = stream_nats(with_explicit_state(self.model), ids, progress=progress)
        scores = {
            "nats_per_char": nats,
            "bits_per_char": bits(nats),
            "perplexity": perplexity(nats),
        }
        return scores | {"chars": len(ids) - 1, "dropped": dropped}

    def _read(self, text: str) -> np.ndarray:
        if not one_text(text):
            raise ArgumentError("the prompt is empty: give at least a character, such as a newline")
        return self.vocabulary.encode(text)[None]  # (1, T)


def _filters(temperature: float | None, top_k: int | None, top_p: float | None) -> list[Filter]:
    chosen = [(Temperature, temperature), (TopK, top_k), (TopP, top_p)]
    return [kind(value) for kind, value in chosen if value is not None]
