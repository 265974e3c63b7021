"""A trained translator with the verbs that fit it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import keras
import numpy as np

from nlp_helpers.backend import in_float32
from nlp_helpers.checkpoints.encoder_decoder import SHORTEST_BUCKET, EncoderDecoder
from nlp_helpers.datasets import Pairs, pad
from nlp_helpers.datasets.pairs import read_pairs
from nlp_helpers.decoders.inputs import bucket
from nlp_helpers.models import with_alignments
from nlp_helpers.tokenization import START_ID, normalize
from nlp_helpers.training.translation import encode_sources
from nlp_helpers.training.translation_scores import translation_scores

END_PIECE = "(end)"
SHADES = " ░▒▓█"


class Alignment(NamedTuple):
    """Where a decoder looked while it wrote. Introduced in chapter 10, Attention."""

    source: list[str]  # S pieces, the last of them the end
    target: list[str]  # T pieces, the last of them the end
    weights: np.ndarray  # (T, S) float32; each row sums to 1

    def drawn(self) -> str:
        """Draw the weights in a terminal: a row for each target piece, darker for more."""
        height = max(map(len, self.source))
        head = [f"{piece.strip():>{height}}" for piece in self.source]
        width = max(map(len, self.target))
        lines = [" " * width + " " + "".join(letters) for letters in zip(*head, strict=True)]
        for piece, row in zip(self.target, self.weights, strict=True):
            shades = "".join(SHADES[round(share * (len(SHADES) - 1))] for share in row)
            lines.append(f"{piece.strip():>{width}} {shades}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Translator(EncoderDecoder):
    """What `load_checkpoint("nmt-attention")` returns: English to Spanish.

    Introduced in chapter 07, Encoder and decoder. Its model turns source ids (B, S) and shifted
    target ids (B, T) into logits (B, T, V).
    """

    sides = ("source", "target")
    sizes = ("source_vocab_size", "target_vocab_size")

    @staticmethod
    def texts(split: Pairs) -> tuple[Sequence[str], Sequence[str]]:
        """Return the two sides of pairs."""
        return split.source, split.target

    read = staticmethod(read_pairs)

    @cached_property
    def aligner(self) -> keras.Model:
        """The same weights as a model that tells where it looks, made once, like the step."""
        return with_alignments(self.model)

    def translate(
        self,
        sentences: Sequence[str],
        *,
        num_beams: int = 4,
        length_penalty: float = 1.0,
        progress: Callable = iter,
    ) -> list[str]:
        """Translate English sentences into Spanish ones.

        A sentence's translation does not depend on the others'. Introduced in chapter 07, Encoder
        and decoder; `num_beams` and `length_penalty` in chapter 09.

        Args:
            sentences: N strings. Nothing but white space and invisible characters becomes
                the empty string. One that is longer than any of the training brings a warning,
                and of one that is twice as long only the beginning is read.
            num_beams: how many translations are followed at once; 1 is greedy decoding.
            length_penalty: the exponent of the length by which a log-probability is divided.
            progress: wraps the iteration over batches, such as `tqdm`.

        Returns:
            N strings.

        Raises:
            TypeError: if `sentences` is one string or holds something else.
            ValueError: if a setting is out of range.

        Example:
            >>> load_checkpoint("nmt-attention").translate(["I like soccer."])
            ['Me gusta el fútbol.']
        """
        how = {"num_beams": num_beams, "length_penalty": length_penalty}
        return self.written(sentences, progress=progress, **how)

    def align(self, sentence: str, translation: str) -> Alignment:
        """Show where the decoder looks in a sentence while it writes this translation of it.

        Introduced in chapter 10, Attention.

        Args:
            sentence: English; of a long one as much is read as `translate` reads.
            translation: Spanish, the model's own or any other; as much of it is read at most.

        Raises:
            ValueError: if the model has no attention.
            TypeError: if one of them is not a string.
        """
        [source] = self._readable(encode_sources(self.source, [sentence]))
        target = self.target.encode(normalize(translation))[: self._most]
        inputs = np.append(np.int32(START_ID), target)  # (T,)
        padded = [pad([ids], bucket(len(ids), SHORTEST_BUCKET)) for ids in (source, inputs)]
        _, weights = self.aligner.predict_on_batch(padded)
        return Alignment(
            source=[*self.source.pieces(source), END_PIECE],
            target=[*self.target.pieces(target), END_PIECE],
            weights=in_float32(weights)[0, : len(inputs), : len(source)],
        )

    def evaluate(self, data: Pairs, *, progress: Callable = iter, **how) -> dict:
        """Score the translations of pairs, made as `translate` is told, by BLEU and chrF.

        Raises:
            ValueError: there are no pairs.
        """
        return translation_scores(self.translations(data, progress=progress, **how), data)

    def translations(self, pairs: Pairs, **how) -> dict[str, str]:
        """Translate the distinct sentences of pairs."""
        sentences = list(pairs.references())
        return dict(zip(sentences, self.translate(sentences, **how), strict=True))
