"""Studies: rows that are there are not run again, and those that ship can be read."""

import pytest

from nlp_helpers.studies import load_study, study_names
from nlp_helpers.studies.running import run_study


def test_a_killed_study_goes_on_where_it_was(tmp_path, monkeypatch):
    path, runs = tmp_path / "toy.json", []

    def trial(name):
        if name == "c" and "c" not in runs:
            runs.append(name)
            raise KeyboardInterrupt
        runs.append(name)
        return {"accuracy": 0.5}

    trials = [({"model": name, "size": 3}, lambda name=name: trial(name)) for name in "abc"]
    with pytest.raises(KeyboardInterrupt):
        run_study(path, trials)
    run_study(path, trials)
    assert runs == ["a", "b", "c", "c"]
    monkeypatch.setattr("nlp_helpers.studies.STUDIES", tmp_path)
    rows = load_study("toy")
    assert [row["model"] for row in rows] == ["a", "b", "c"]
    assert all(row["accuracy"] == 0.5 and row["seconds"] >= 0 for row in rows)


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"'vision'.*sentiment"):
        load_study("vision")


def test_the_shipped_rows_are_accuracies_of_distinct_models():
    assert "sentiment" in study_names()
    rows = load_study("sentiment")
    assert len({(row["model"], row["train_reviews"]) for row in rows}) == len(rows) >= 20
    assert all(0.4 < row["accuracy"] < 1 for row in rows)
