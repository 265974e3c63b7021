"""A mixture of tasks: shares of a batch, the loss, and a training of a toy that learns them."""

import dataclasses
import functools
import json

import keras
import numpy as np
import pytest
from click.testing import CliRunner

from nlp_helpers.__main__ import main
from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.checkpoints.making import begin, train
from nlp_helpers.checkpoints.text_to_text import right_answers
from nlp_helpers.datasets import SHAKESPEARE, Pairs
from nlp_helpers.datasets.splits import Splits
from nlp_helpers.datasets.text_to_text import of_task, task_of
from nlp_helpers.models import TransformerConfig
from nlp_helpers.recipes import load_recipe
from nlp_helpers.studies import load_study, tasks
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Corpus, Recipe, Tokenization
from nlp_helpers.training.text_to_text import MULTIPLE, Mixture
from nlp_helpers.training.translation import example_nats, masked_nats

LETTERS = list("abcde")


def examples(n: int) -> Pairs:
    """Two tasks on the same letters: only the first word tells what to do with them."""
    rows = []
    for i in range(n):
        words = np.random.default_rng(i).permutation(LETTERS)[: 2 + i % 2].tolist()
        rows.append(("reverse: " + " ".join(words), " ".join(words[::-1])))
        rows.append(("restore: " + words[0] + " <1>", f"<1> {words[0]} <2>"))
    return Pairs.of(sorted(rows, reverse=True))


def load() -> Splits[Pairs]:
    return Splits(examples(60), examples(8), examples(8))


RECIPE = Recipe(
    name="toy",
    title="A toy of two tasks",
    corpus=Corpus((SHAKESPEARE,), load, "{train} and {valid} and {test}", scored_on="test"),
    tokenization=Tokenization("subwords and sentinels", vocab_size=320, limit=64),
    architecture="transformer",
    config=TransformerConfig(
        source_vocab_size=320,
        target_vocab_size=320,
        shared=True,
        width=32,
        num_heads=2,
        encoder_blocks=1,
        decoder_blocks=1,
        hidden_size=64,
    ),
    objective=Mixture(tasks=("reverse", "restore")),
    optimization=Optimization(
        steps=100,
        batch_size=16,
        peak_learning_rate=1e-2,
        warmup_steps=20,
        ema_momentum=0.9,
        evaluate_every=100,
    ),
)


@pytest.fixture(scope="module")
def begun():
    return begin(RECIPE, load().train)


def batches(begun, optimization: Optimization = RECIPE.optimization):
    learned = RECIPE.objective.examples(begun, load().train, training=True)
    return RECIPE.objective.batches(learned, optimization)


def texts(begun, step: int) -> list[str]:
    (sources, _), _ = batches(begun)[step]
    return [begun.source.decode(row[row > 0]) for row in sources]


def test_every_task_has_its_share_of_every_batch(begun):
    for step in (0, 7, 99):
        assert list(map(task_of, texts(begun, step))) == ["reverse"] * 8 + ["restore"] * 8


def test_an_epoch_of_a_task_holds_no_example_twice(begun):
    [rows, _] = batches(begun)._rows
    seen = np.concatenate([rows[step] for step in range(60 // 8)])
    assert len(set(seen.tolist())) == len(seen)
    assert sorted(seen.tolist()) != seen.tolist()


def test_a_step_has_the_same_batch_each_time(begun):
    (sources, inputs), targets = batches(begun)[5]
    (again, inputs_again), targets_again = batches(begun)[5]
    for one, other in [(sources, again), (inputs, inputs_again), (targets, targets_again)]:
        np.testing.assert_array_equal(one, other)
    assert len({str(texts(begun, step)) for step in range(5)}) == 5


def test_there_is_one_shape_to_compile(begun):
    shapes = {(s.shape, i.shape) for (s, i), _ in (batches(begun)[step] for step in range(20))}
    assert shapes == {((16, MULTIPLE), (16, MULTIPLE))}


def test_alone_a_task_sees_what_it_sees_in_company(begun):
    brief = dataclasses.replace(RECIPE.optimization, batch_size=8)
    learned = Mixture(tasks=("restore",)).examples(begun, load().train, training=True)
    alone = Mixture().batches(learned, brief)
    (sources, _), _ = alone[3]
    assert texts(begun, 3)[8:] == [begun.source.decode(row[row > 0]) for row in sources]


def test_tasks_that_cannot_share_a_batch_are_told(begun):
    odd = dataclasses.replace(RECIPE.optimization, batch_size=15)
    with pytest.raises(ValueError, match="2 tasks cannot share 15 rows"):
        batches(begun, odd)


def test_what_does_not_fit_needs_no_shape_of_its_own(begun):
    split = Pairs.of(
        [("reverse: a", "a"), ("reverse: b", "b " * 40), ("reverse: " + "c " * 70, "c")]
    )
    for rows, kept in ((split, 1), (Pairs.of([*split] * 70), 64)):
        held_out = Mixture(tasks=("reverse",)).examples(begun, rows, training=False)
        assert len(held_out["reverse"].sources) == kept
    learned = Mixture(tasks=("reverse",)).examples(begun, rows, training=True)
    assert len(learned["reverse"].sources) == 70


def test_a_task_of_which_nothing_fits_is_told(begun):
    split = Pairs.of([("reverse: a", "b " * 40)])
    with pytest.raises(ValueError, match="no example of a task has at most"):
        Mixture(tasks=("reverse",)).examples(begun, split, training=True)


def test_the_loss_counts_a_long_answer_as_a_short_one():
    rng = np.random.default_rng(0)
    targets = np.array([[4, 1, 3], [2, 0, 0]], "int32")
    logits = rng.normal(size=(2, 3, 6)).astype("float32")
    rows = [
        float(masked_nats(keras.ops.convert_to_tensor(t), keras.ops.convert_to_tensor(z)))
        for t, z in zip(targets[:, None], logits[:, None], strict=True)
    ]
    found = example_nats(*map(keras.ops.convert_to_tensor, (targets, logits)))
    assert float(found) == pytest.approx(np.mean(rows), rel=1e-5)
    assert rows[0] != pytest.approx(rows[1], rel=0.01)  # or the mean of all would be the same


def test_one_model_learns_two_tasks_and_is_stored(tmp_path):
    train(RECIPE, tmp_path, from_changed_files=True)
    model = load_checkpoint(tmp_path)
    assert model.card["history"].keys() >= {"valid", "reverse", "restore"}
    assert len({model.config.source_vocab_size, len(model.source), len(model.target)}) == 1
    held_out = load().test
    scores = model.evaluate(held_out)
    assert scores["n"] == len(held_out)
    assert {k: round(v, 4) for k, v in scores.items()} == model.card["metrics"]
    assert scores["restore"] > 0.9
    assert scores["reverse"] > 0.6  # five letters, sixty examples
    # The first word alone tells what to do.
    [turned, filled] = model.answer(["reverse: a b", "restore: a <1>"])
    assert turned != filled
    run = functools.partial(CliRunner().invoke, main)
    told = run(["answer", "reverse: a b", "--checkpoint", str(tmp_path)])
    assert told.stdout == turned + "\n"
    file = tmp_path / "mine.tsv"
    file.write_text(f"reverse: a b\t{turned}\n")
    scores = run(["evaluate", str(tmp_path), "--file", str(file), "--json"])
    assert json.loads(scores.stdout) == {"reverse": 1.0, "n": 1}


def test_a_study_of_each_task_alone(tmp_path, monkeypatch, begun):
    brief = dataclasses.replace(RECIPE.optimization, steps=2, warmup_steps=1, evaluate_every=2)
    monkeypatch.setattr(tasks, "TASKS", ("restore",))
    toy = dataclasses.replace(RECIPE, optimization=brief)
    monkeypatch.setattr(tasks, "load_recipe", lambda _: toy)
    monkeypatch.setattr(tasks, "load_checkpoint", lambda _: begun)
    monkeypatch.setattr("nlp_helpers.studies.STUDIES", tmp_path)
    tasks.run_tasks_study(tmp_path / "tasks.json")
    both, row = load_study("tasks")
    assert (both["task"], row["task"]) == ("all", "restore")
    assert row["metrics"].keys() == {"restore", "n"}
    assert len(row["right"]["restore"]) == len(both["right"]["restore"]) == 8
    assert row["nats"] > 0


def test_a_single_tasks_recipe_is_the_shipped_recipe_with_a_share_of_its_rows():
    shipped, one = load_recipe("t5-mini"), tasks.one_task("restore")
    assert one.optimization.batch_size == shipped.optimization.batch_size // 4
    assert one.objective.tasks == ("restore",)
    assert (one.config, one.tokenization) == (shipped.config, shipped.tokenization)


def test_the_shipped_recipe_shares_a_batch_and_a_vocabulary():
    recipe = load_recipe("t5-mini")
    assert recipe.optimization.batch_size % len(recipe.objective.tasks) == 0
    assert recipe.config.shared


def test_scores_are_shares_of_what_is_right(begun, monkeypatch):
    data = Pairs.of(
        [
            ("translate: one two three four", "uno dos tres cuatro"),
            ("sentiment: fine", "positive"),
            ("sentiment: bad", "negative"),
            ("restore: a <1> c <2> e", "<1> b <2> d <3>"),
        ]
    )
    answers = ["uno dos tres cuatro", "positive", "positive", "<1> b <2> x <3>"]
    monkeypatch.setattr(type(begun), "answer", lambda self, texts, **_: answers)
    scores = begun.evaluate(data)
    assert scores == {
        "translate": 1.0,
        "sentiment": 0.5,
        "restore": 0.5,
        "translate_bleu": pytest.approx(100),
        "n": 4,
    }


def test_an_answer_is_right_however_its_accents_are_written():
    data = Pairs.of([("translate: a", "¿Cómo?"), ("restore: b <1>", "<1> e\u0301")])
    assert right_answers(data, ["¿Co\u0301mo?", "<1> é"]) == {
        "translate": [True],
        "restore": [True],
    }


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([], "no texts"),
        ([("summarize: one", "uno")], "no task 'summarize': there are translate"),
        ([("restore: a <1>", "b")], "nothing is hidden in 'b'"),
    ],
)
def test_what_cannot_be_scored_is_told(begun, monkeypatch, pairs, message):
    monkeypatch.setattr(type(begun), "answer", lambda self, texts, **_: ["c"] * len(texts))
    with pytest.raises(ValueError, match=message):
        begun.evaluate(Pairs.of(pairs) if pairs else Pairs((), ()))


def test_tasks_are_told_apart_by_their_names():
    assert len(of_task(load().train, "reverse")) == len(of_task(load().train, "restore")) == 60
