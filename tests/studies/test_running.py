"""Studies: rows that are there are not run again."""

import importlib
import inspect
from types import SimpleNamespace

import numpy as np
import pytest

from nlp_helpers.datasets import Reviews
from nlp_helpers.studies import bert, load_study, read_rows, running, study_names
from nlp_helpers.studies.running import run_study
from nlp_helpers.training import distillation


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


@pytest.mark.parametrize("name", study_names())
def test_every_module_beside_running_is_a_study(name):
    module = importlib.import_module(f"nlp_helpers.studies.{name}")
    assert inspect.signature(getattr(module, f"run_{name}_study")).parameters.keys() == {"path"}


def test_a_teacher_is_asked_once_for_all_students(monkeypatch):
    asked = []

    def logits(model, sequences, **how):
        asked.append(sequences)
        return np.array([sum(ids) for ids in sequences])

    monkeypatch.setattr(distillation, "bucketed_logits", logits)
    monkeypatch.setattr(distillation, "load_teacher", lambda name: None)
    monkeypatch.setattr(bert, "_IDS", {})
    monkeypatch.setattr(bert, "_TOLD", {})
    trained = SimpleNamespace(limit=9, encode=lambda texts: [[len(text)] for text in texts])
    split = Reviews(("dull", "good fun"), np.array([0, 1]))
    for _ in range(2):
        _, targets = bert.STUDENTS["taught"].objective.examples(trained, split, training=True)
        np.testing.assert_array_equal(targets, [[0, 4], [1, 8]])
    assert len(asked) == 1


def test_unknown_names_are_refused_with_the_known_ones(tmp_path, monkeypatch):
    run_study(tmp_path / "toy.json", [({"model": "a"}, lambda: {"accuracy": 0.5})])
    monkeypatch.setattr("nlp_helpers.studies.STUDIES", tmp_path)
    with pytest.raises(ValueError, match=r"'vision'.*toy"):
        load_study("vision")


def test_each_row_says_where_it_was_computed(tmp_path, monkeypatch):
    """A study that goes on elsewhere leaves the rows of before as they are."""
    path = tmp_path / "toy.json"
    for name, place in (("a", "one machine"), ("b", "another")):
        monkeypatch.setattr(running, "where", lambda made_from, place=place: {"machine": place})
        run_study(path, [({"model": "a"}, dict), ({"model": name}, dict)])
    assert [row["machine"] for row in read_rows(path)] == ["one machine", "another"]


@pytest.mark.parametrize(
    "content", [b"{}", b"[]", b"", b"\x89PNG\xff", b'{"rows": [1]}', b"[" * 9999]
)
def test_a_file_that_is_something_else_is_refused_by_name(tmp_path, content):
    path = tmp_path / "mine.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"mine\.json is not a study's file"):
        run_study(path, [])
    assert path.read_bytes() == content
