"""The study of the shipped translators, with translators that know the answers or do not."""

import pytest
import sacrebleu

from nlp_helpers.datasets import Pairs
from nlp_helpers.studies import load_study, translators

NUMBERS = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
TEST = Pairs.of(
    (f"sentence {i}", " ".join(NUMBERS[int(digit)] for digit in f"{i:05}")) for i in range(40)
)


class Fake:
    """Translates rightly but for every n-th sentence, from one on."""

    def __init__(self, name):
        wrong = {
            "nmt-lstm": (1, 0),
            "nmt-bilstm": (2, 1),
            "nmt-attention": (2, 0),
            "nmt-transformer": (4, 0),
        }
        self.every, self.first = wrong[name]

    def translations(self, pairs):
        answers = dict(zip(pairs.source, pairs.target, strict=True))
        return {
            source: "no idea at all" if place % self.every == self.first else answer
            for place, (source, answer) in enumerate(answers.items())
        }


@pytest.fixture
def rows(tmp_path, monkeypatch):
    monkeypatch.setattr(translators, "load_checkpoint", Fake)
    monkeypatch.setattr(translators, "load_spa_eng", lambda: type("Splits", (), {"test": TEST}))
    monkeypatch.setattr("nlp_helpers.studies.STUDIES", tmp_path)
    translators.run_translators_study(tmp_path / "translators.json")
    return {row["model"]: row for row in load_study("translators")}


def test_the_lead_is_the_difference_of_two_bleus(rows):
    def bleu(name):
        found = Fake(name).translations(TEST)
        return sacrebleu.corpus_bleu([*found.values()], [list(TEST.target)]).score

    for name in ("nmt-lstm", "nmt-bilstm", "nmt-transformer"):
        expected = bleu(name) - bleu("nmt-attention")
        assert rows[name]["lead"] == pytest.approx(expected, abs=0.01)


def test_luck_explains_a_small_lead_and_not_a_large_one(rows):
    assert rows["nmt-bilstm"]["p"] > 0.3  # as many mistakes as the baseline, elsewhere
    assert rows["nmt-transformer"]["p"] < 0.01


def test_all_are_timed_on_all_sentences_and_the_baseline_leads_nobody(rows):
    assert [*rows] == list(translators.MODELS)
    for row in rows.values():
        assert row["sentences"] == len(TEST)
        assert row["sentences_per_second"] > 0
    assert "lead" not in rows["nmt-attention"]
