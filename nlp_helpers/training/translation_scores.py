"""BLEU and chrF of translations, by sacrebleu.

BLEU (Papineni et al. 2002) counts the runs of up to four words that a translation shares with a
reference; chrF (Popović 2015) does so with runs of up to six characters, and forgives a wrong
ending more easily. Both are computed over a whole corpus and run from 0 to 100.
"""

import itertools
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from nlp_helpers.datasets import Pairs
from nlp_helpers.errors import ArgumentError

LENGTHS = ((1, 3), (4, 6), (7, 9), (10, 12), (13, 16), (17, 100))  # words of a source, inclusive


def translation_scores(translations: Mapping[str, str], pairs: Pairs) -> dict[str, float | str]:
    """Score translations against one reference a row, and against all that there are.

    Introduced in chapter 07, Encoder and decoder.

    Args:
        translations: of every source sentence of the pairs.
        pairs: the true translations.

    Accents are compared as one with their letters (Unicode's NFC), however they are written.

    Returns:
        `bleu`, `chrf` and BLEU's `signature`, each row being one sentence with
        one reference; the same with `_all_references`, where each distinct source counts
        once and all its translations are its references; and `n`, the number of rows.

    Raises:
        ValueError: there are no pairs.
    """
    if not pairs:
        raise ArgumentError("there are no pairs to score translations against")
    single = _scores([translations[source] for source in pairs.source], [pairs.target])
    references = pairs.references()
    # sacrebleu takes streams of references: the first of every sentence, the second, and so on.
    streams = list(itertools.zip_longest(*references.values()))
    every = _scores([translations[source] for source in references], streams)
    return single | {f"{k}_all_references": v for k, v in every.items()} | {"n": len(pairs)}


def scores_by_length(translations: Mapping[str, str], pairs: Pairs) -> list[dict]:
    """Score short sentences and long ones apart, as `translation_scores` does all of them.

    Introduced in chapter 10, Attention.

    Returns:
        A dict for each of `LENGTHS` that any sentence has: `words`, the least and the greatest
        number of words, `n` rows, and their `bleu` against one reference a row. What has no word
        counts as one, and what has more than a hundred as a hundred.
    """
    rows = []
    counts = np.clip(
        [len(source.split()) for source in pairs.source], LENGTHS[0][0], LENGTHS[-1][1]
    )
    for least, greatest in LENGTHS:
        within = (least <= counts) & (counts <= greatest)
        group = Pairs.of(pair for pair, wanted in zip(pairs, within, strict=True) if wanted)
        if group:
            bleu = _scores([translations[source] for source in group.source], [group.target])
            rows.append({"words": [least, greatest], "n": len(group), "bleu": bleu["bleu"]})
    return rows


def _scores(
    hypotheses: Sequence[str], streams: Iterable[Sequence[str | None]]
) -> dict[str, float | str]:
    from sacrebleu.metrics import BLEU, CHRF  # not needed to load a checkpoint

    bleu, chrf, hypotheses = BLEU(), CHRF(), [composed(text) for text in hypotheses]
    streams = [[text and composed(text) for text in stream] for stream in streams]
    return {
        "bleu": round(bleu.corpus_score(hypotheses, streams).score, 2),
        "chrf": round(chrf.corpus_score(hypotheses, streams).score, 2),
        "signature": bleu.get_signature().format(),
    }


def composed(text: str) -> str:
    """Return a text with each accent one with its letter, as all models here write it."""
    return unicodedata.normalize("NFC", text)
