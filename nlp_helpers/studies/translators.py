"""The shipped translators side by side: how fast, and how sure the lead over `nmt-attention` is.

It is measured by a paired bootstrap (Koehn 2004): test sets of the same size are drawn from the
test split, with replacement, and both translators are scored on each.
"""

import functools
import time
from collections.abc import Callable
from pathlib import Path

from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.datasets import Pairs, load_spa_eng
from nlp_helpers.studies.running import run_study

BASELINE = "nmt-attention"
MODELS = ("nmt-lstm", "nmt-bilstm", BASELINE, "nmt-transformer")
DRAWS = 1_000

Translated = tuple[dict[str, str], float]  # English -> Spanish, sentences a second


def run_translators_study(path: Path) -> None:
    """Translate the test split by all of them, and write the rows to a file."""
    pairs = load_spa_eng().test
    translated = functools.cache(lambda name: _translated(name, pairs))
    run_study(
        path,
        [({"model": name}, functools.partial(_trial, name, translated, pairs)) for name in MODELS],
    )


def _trial(name: str, translated: Callable[[str], Translated], pairs: Pairs) -> dict:
    translations, rate = translated(name)
    row = {"sentences_per_second": round(rate, 1), "sentences": len(translations)}
    if name == BASELINE:
        return row
    return row | _lead(translations, translated(BASELINE)[0], pairs)


def _translated(name: str, pairs: Pairs) -> Translated:
    """Translate with four beams, then once more for the time: the first time compiles."""
    translator = load_checkpoint(name)
    translations = translator.translations(pairs)
    begun = time.process_time()
    translator.translations(pairs)
    return translations, len(translations) / (time.process_time() - begun)


def _lead(ours: dict[str, str], theirs: dict[str, str], pairs: Pairs) -> dict:
    """How much more BLEU ours have, and how often luck alone would give as much."""
    from sacrebleu.metrics import BLEU
    from sacrebleu.significance import PairedTest

    systems = [
        (name, [found[source] for source in pairs.source])
        for name, found in (("theirs", theirs), ("ours", ours))
    ]
    _, results = PairedTest(systems, {"BLEU": BLEU()}, [pairs.target], "bs", DRAWS)()
    before, after = results["BLEU"]
    return {"lead": round(after.score - before.score, 2), "p": round(after.p_value, 4)}
