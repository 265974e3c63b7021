"""The study of one model of many tasks beside one of each, with models that know some answers."""

import numpy as np
import pytest

from nlp_helpers.checkpoints import answer_scores
from nlp_helpers.datasets import Pairs
from nlp_helpers.datasets.splits import Splits
from nlp_helpers.datasets.text_to_text import TASKS, of_task, task_of
from nlp_helpers.studies import load_study, tasks

ROWS = {
    "translate": ("one two {}", "uno dos tres cuatro {}"),
    "sentiment": ("it is number {}", "positive"),
    "reverse": ("a b {}", "{} b a"),
    "restore": ("a <1> c <2> {}", "<1> b <2> {} <3>"),
}
TEST = Pairs.of(
    (f"{task}: {text.format(i)}", answer.format(i))
    for task, (text, answer) in ROWS.items()
    for i in range(12)
)


class Fake:
    """Answers rightly but for every n-th text of a task; what it restores is then half right."""

    stored = None

    def __init__(self, every: int):
        self.every, self.asked = every, []

    def answer(self, texts):
        self.asked.append(texts)
        known = dict(zip(TEST.source, TEST.target, strict=True))
        wrong = {
            text: "<1> b <2> no idea <3>" if task == "restore" else "no idea"
            for task in TASKS
            for text in of_task(TEST, task).source[:: self.every]
        }
        return [{**known, **wrong}[text] for text in texts]


@pytest.fixture
def models():
    return {"all": Fake(3)} | {task: Fake(4) for task in TASKS}


@pytest.fixture
def rows(tmp_path, monkeypatch, models):
    def fit_once(recipe, _):
        [task] = recipe.objective.tasks
        return models[task], {task: 1.5, "seed": 0}

    corpus = type("Corpus", (), {"load": lambda: Splits(TEST, TEST, TEST)})
    shipped = type("Recipe", (), {"corpus": corpus})
    monkeypatch.setattr(tasks, "load_recipe", lambda _: shipped)
    monkeypatch.setattr(tasks, "one_task", lambda task: Of(task))
    monkeypatch.setattr(tasks, "fit_once", fit_once)
    monkeypatch.setattr(tasks, "round_as_stored", lambda _: None)
    monkeypatch.setattr(tasks, "load_checkpoint", lambda _: models["all"])
    monkeypatch.setattr("nlp_helpers.studies.STUDIES", tmp_path)
    tasks.run_tasks_study(tmp_path / "tasks.json")
    return {row["task"]: row for row in load_study("tasks")}


class Of:
    """A recipe of one task."""

    def __init__(self, task: str):
        self.objective = type("Objective", (), {"tasks": (task,)})


def test_there_is_a_row_for_all_tasks_and_one_for_each(rows):
    assert [*rows] == ["all", *TASKS]
    assert [*rows["all"]["right"]] == list(TASKS)
    assert all([*rows[task]["right"]] == [task] for task in TASKS)


def test_the_scores_are_the_shares_of_what_is_said_to_be_right(rows):
    for row in rows.values():
        for task, right in row["right"].items():
            share = np.mean([digit == "1" for digit in right])
            assert share == pytest.approx(row["metrics"][task], abs=1e-4)


def test_a_text_is_answered_once(rows, models):
    for name, model in models.items():
        assert model.asked == [(TEST if name == "all" else of_task(TEST, name)).source]


def test_two_models_can_be_paired_text_by_text(rows):
    for task in TASKS:
        places = 2 if task == "restore" else 1  # a text has two hidden spans; the second is wrong
        for name, every in (("all", 3), (task, 4)):
            wrong = [i for i, digit in enumerate(rows[name]["right"][task]) if digit == "0"]
            assert wrong == [places * i + places - 1 for i in range(0, 12, every)]


def test_the_metrics_are_those_of_a_card(rows):
    answers = Fake(3).answer(TEST.source)
    expected = {name: round(score, 4) for name, score in answer_scores(TEST, answers).items()}
    assert rows["all"]["metrics"] == expected
    assert set(map(task_of, TEST.source)) <= expected.keys()
