"""What all trained encoder-decoders have in common: texts in, texts out, by a search."""

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nlp_helpers.checkpoints.trained import TrainedModel
from nlp_helpers.datasets import pad
from nlp_helpers.decoders import Forbid, Hypothesis, beam_search
from nlp_helpers.decoders.inputs import bucket, longest_text
from nlp_helpers.tokenization import (
    END_ID,
    PADDING_ID,
    START_ID,
    UNKNOWN_ID,
    SubwordTokenizer,
    normalize,
)
from nlp_helpers.training.translation import encode_sources

NEVER_WRITTEN = Forbid((PADDING_ID, UNKNOWN_ID, START_ID))
SHORTEST_BUCKET = 8  # lengths are rounded up to one of few, so that few shapes are compiled
BATCH_SIZES = (1, 8, 64)  # a batch is filled up to one of these, so that few shapes are compiled


@dataclass(frozen=True)
class EncoderDecoder(TrainedModel):
    """A model that turns source ids (B, S) and shifted target ids (B, T) into logits (B, T, V).

    It has a tokenizer for each side, or one for both.
    """

    @property
    def source(self) -> SubwordTokenizer:
        """What is read to ids."""
        return self.tokenizers[0]

    @property
    def target(self) -> SubwordTokenizer:
        """What is written to ids and back."""
        return self.tokenizers[-1]

    def written(self, texts: Sequence[str], **how) -> list[str]:
        """Return the best that `search` finds, and nothing for a text of which nothing is seen."""
        found = self.search(texts, **how)
        return [
            self.target.decode(best.ids) if normalize(text) else ""
            for text, (best, *_) in zip(texts, found, strict=True)
        ]

    def search(
        self,
        texts: Sequence[str],
        *,
        num_beams: int,
        length_penalty: float = 1.0,
        progress: Callable = iter,
    ) -> list[list[Hypothesis]]:
        """Return all the beams of each text, best first, as `beam_search` does.

        Introduced in chapter 09, Beam search.
        """
        sources = self._readable(encode_sources(self.source, texts))
        found: dict[int, list[Hypothesis]] = {}
        for rows, length in progress(list(_batches(sources))):
            size = next(size for size in BATCH_SIZES if size >= len(rows))
            filled = rows + rows[-1:] * (size - len(rows))
            beams = beam_search(
                self.step,
                np.full((size, 1), START_ID, "int32"),
                self.step.initial_state(pad([sources[row] for row in filled], length)),
                num_beams=num_beams,
                filters=[NEVER_WRITTEN],
                max_new_tokens=min(2 * length + 8, longest_text(self.step)),
                end_id=END_ID,
                length_penalty=length_penalty,
            )
            found |= zip(rows, beams[: len(rows)], strict=True)
        return [found[row] for row in range(len(sources))]

    @property
    def _most(self) -> int | None:
        """How many pieces of a text are read at most, besides its end; None for all."""
        return None if self.limit is None else 2 * self.limit - 1

    def _readable(self, sources: list[np.ndarray]) -> list[np.ndarray]:
        """Warn of texts longer than those of the training, and cut what is far longer."""
        longest, limit = max(map(len, sources), default=0), self.limit
        if limit is None or longest <= limit:
            return sources
        warnings.warn(
            f"a text has {longest} pieces, but the model was trained on at most {limit}: "
            f"give it a sentence at a time (what is beyond {2 * limit} pieces is not read)",
            stacklevel=2,
        )
        cut = self._most
        return [np.append(ids[:cut], ids[-1:]) if len(ids) > cut else ids for ids in sources]


def _batches(sources: Sequence[np.ndarray]) -> Iterator[tuple[list[int], int]]:
    """Put sentences of one length bucket together: their rows, and the bucket's length.

    What a sentence is padded to depends on itself alone, and so does its translation, but for
    rounding: batches of other sizes are computed in another order.
    """
    buckets: dict[int, list[int]] = defaultdict(list)
    for row, ids in enumerate(sources):
        buckets[bucket(len(ids), SHORTEST_BUCKET)].append(row)
    for length, rows in sorted(buckets.items()):
        for start in range(0, len(rows), BATCH_SIZES[-1]):
            yield rows[start : start + BATCH_SIZES[-1]], length
