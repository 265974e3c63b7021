"""The study of beam widths, with a translator that is slow in its first search of every kind."""

from types import SimpleNamespace

from nlp_helpers.datasets import Pairs
from nlp_helpers.studies import beams, load_study

VALID = Pairs.of([("Go away.", "Vete."), ("Go away.", "Vete ya."), ("No.", "No.")])


class Translator:
    """Takes 10 seconds by its own clock to learn a way of searching, and 2 to search."""

    clock, known = 0.0, ()

    def translate(self, sentences, **how):
        self.clock += 2.0 if how in self.known else 12.0
        self.known = (*self.known, how)

    def evaluate(self, pairs, **how):
        self.translate(list(pairs.references()), **how)
        return {"bleu": 50.0, "chrf": 60.0, "bleu_all_references": 55.0, "signature": "none"}


def test_each_search_is_timed_when_it_is_known(tmp_path, monkeypatch):
    translators = {name: Translator() for name in beams.MODELS}
    clock = SimpleNamespace(process_time=lambda: sum(t.clock for t in translators.values()))
    monkeypatch.setattr(beams, "time", clock)
    monkeypatch.setattr(beams, "load_checkpoint", translators.get)
    monkeypatch.setattr(beams, "load_spa_eng", lambda: SimpleNamespace(valid=VALID))
    monkeypatch.setattr("nlp_helpers.studies.STUDIES", tmp_path)
    beams.run_beams_study(tmp_path / "beams.json")
    rows = load_study("beams")
    searches = {(row["model"], row["num_beams"], row["length_penalty"]) for row in rows}
    assert len(searches) == len(rows) == len(translators) * len(beams.WIDTHS) * 2
    assert all(row["seconds"] == 2 and row["sentences"] == 2 for row in rows)
    assert all(row["bleu"] == 50.0 and "signature" not in row for row in rows)
