"""BLEU and chrF of translations, by sacrebleu.

BLEU (Papineni et al. 2002) counts the runs of up to four words that a translation shares with a
reference; chrF (Popović 2015) does so with runs of up to six characters, and forgives a wrong
ending more easily. Both are computed over a whole corpus and run from 0 to 100.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence

from nlp_helpers.datasets import Pairs

LENGTHS = ((1, 3), (4, 6), (7, 9), (10, 12), (13, 16), (17, 100))  # words of English, inclusive


def translation_scores(translations: Mapping[str, str], pairs: Pairs) -> dict[str, float | str]:
    """Score translations against one reference a row, and against all that there are.

    Introduced in chapter 07, Encoder and decoder.

    Args:
        translations: of every English sentence of the pairs.
        pairs: the true translations.

    Returns:
        `bleu`, `chrf` and BLEU's `signature`, each row (English, Spanish) being one sentence with
        one reference; the same with `_all_references`, where each distinct English sentence counts
        once and all its translations are its references; and `n`, the number of rows.

    Raises:
        ValueError: there are no pairs.
    """
    if not pairs:
        raise ValueError("there are no pairs to score translations against")
    single = _scores([translations[english] for english in pairs.english], [pairs.spanish])
    references = pairs.references()
    # sacrebleu takes streams of references: the first of every sentence, the second, and so on.
    streams = list(itertools.zip_longest(*references.values()))
    every = _scores([translations[english] for english in references], streams)
    return single | {f"{k}_all_references": v for k, v in every.items()} | {"n": len(pairs)}


def scores_by_length(translations: Mapping[str, str], pairs: Pairs) -> list[dict]:
    """Score short sentences and long ones apart. Introduced in chapter 10, Attention.

    Args:
        translations: of every English sentence of the pairs.
        pairs: the true translations.

    Returns:
        A dict for each of `LENGTHS` that any sentence has: `words`, the least and the greatest
        number of English words, `n` rows, and their `bleu` against one reference a row.
    """
    rows = []
    for least, greatest in LENGTHS:
        some = Pairs.of(pair for pair in pairs if least <= len(pair[0].split()) <= greatest)
        if some:
            bleu = _scores([translations[english] for english in some.english], [some.spanish])
            rows.append({"words": [least, greatest], "n": len(some), "bleu": bleu["bleu"]})
    return rows


def _scores(
    hypotheses: Sequence[str], streams: Iterable[Sequence[str | None]]
) -> dict[str, float | str]:
    from sacrebleu.metrics import BLEU, CHRF  # not needed to load a checkpoint

    bleu, chrf, streams = BLEU(), CHRF(), [list(stream) for stream in streams]
    return {
        "bleu": round(bleu.corpus_score(list(hypotheses), streams).score, 2),
        "chrf": round(chrf.corpus_score(list(hypotheses), streams).score, 2),
        "signature": bleu.get_signature().format(),
    }
