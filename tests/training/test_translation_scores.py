"""BLEU and chrF: sacrebleu's own, with the references where they belong."""

import subprocess
import sys
import unicodedata

import pytest
import sacrebleu

from nlp_helpers.datasets import Pairs
from nlp_helpers.training.translation_scores import scores_by_length, translation_scores

PAIRS = Pairs(
    ("Go away now, please.", "Go away now, please.", "I can see a black cat on the roof."),
    ("Vete ahora, por favor.", "Váyase ahora, por favor.", "Veo un gato negro en el tejado."),
)
TRANSLATIONS = {
    "Go away now, please.": "Váyase ahora, por favor.",
    "I can see a black cat on the roof.": "Veo un gato negro en la mesa.",
}


def test_single_references_are_sacrebleus():
    hypotheses = [TRANSLATIONS[english] for english in PAIRS.english]
    scores = translation_scores(TRANSLATIONS, PAIRS)
    wanted = sacrebleu.corpus_bleu(hypotheses, [list(PAIRS.spanish)]).score
    assert scores["bleu"] == pytest.approx(wanted, abs=0.005)
    wanted = sacrebleu.corpus_chrf(hypotheses, [list(PAIRS.spanish)]).score
    assert scores["chrf"] == pytest.approx(wanted, abs=0.005)
    assert "nrefs:1" in scores["signature"]
    assert scores["n"] == 3


def test_all_references_of_a_sentence_count():
    """The missing second reference of the second sentence is filled up by its first."""
    references = [[PAIRS.spanish[0], PAIRS.spanish[2]], [PAIRS.spanish[1], PAIRS.spanish[2]]]
    wanted = sacrebleu.corpus_bleu(list(TRANSLATIONS.values()), references).score
    scores = translation_scores(TRANSLATIONS, PAIRS)
    assert scores["bleu_all_references"] == pytest.approx(wanted, abs=0.005)
    first_only = sacrebleu.corpus_bleu(list(TRANSLATIONS.values()), references[:1]).score
    assert scores["bleu_all_references"] > first_only + 1
    assert "nrefs:var" in scores["signature_all_references"]


def test_the_true_translations_score_a_hundred():
    perfect = dict(PAIRS)
    scores = translation_scores(perfect, PAIRS)
    assert scores["bleu_all_references"] == scores["chrf_all_references"] == 100


def test_accents_may_be_written_as_characters_of_their_own():
    apart = Pairs(PAIRS.source, tuple(unicodedata.normalize("NFD", es) for es in PAIRS.target))
    assert apart != PAIRS
    assert translation_scores(TRANSLATIONS, apart) == translation_scores(TRANSLATIONS, PAIRS)
    assert scores_by_length(TRANSLATIONS, apart) == scores_by_length(TRANSLATIONS, PAIRS)


def test_lengths_are_scored_apart():
    rows = scores_by_length(TRANSLATIONS, PAIRS)
    assert [(row["words"], row["n"]) for row in rows] == [([4, 6], 2), ([7, 9], 1)]
    wanted = sacrebleu.corpus_bleu([TRANSLATIONS[PAIRS.english[2]]], [[PAIRS.spanish[2]]]).score
    assert rows[1]["bleu"] == pytest.approx(wanted, abs=0.005)


def test_every_length_is_in_a_group():
    long = " ".join(["so"] * 101)
    rows = scores_by_length({"": "Nada.", long: long}, Pairs(("", long), ("Nada.", long)))
    assert [(row["words"], row["n"]) for row in rows] == [([1, 3], 1), ([17, 100], 1)]


def test_refuses_nothing():
    with pytest.raises(ValueError, match="there are no pairs"):
        translation_scores({}, Pairs((), ()))


def test_a_checkpoint_loads_where_sacrebleu_is_missing():
    code = "import sys; sys.modules['sacrebleu'] = None; import nlp_helpers.checkpoints.loading"
    subprocess.run([sys.executable, "-c", code], check=True)
