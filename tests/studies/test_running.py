"""Studies: rows that are there are not run again."""

import pytest

from nlp_helpers.studies import load_study
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


def test_unknown_names_are_refused_with_the_known_ones(tmp_path, monkeypatch):
    run_study(tmp_path / "toy.json", [({"model": "a"}, lambda: {"accuracy": 0.5})])
    monkeypatch.setattr("nlp_helpers.studies.STUDIES", tmp_path)
    with pytest.raises(ValueError, match=r"'vision'.*toy"):
        load_study("vision")
