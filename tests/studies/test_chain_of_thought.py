"""The study of sums: its texts are right, its splits are apart, and what it shows is shown."""

from dataclasses import replace

import numpy as np

from nlp_helpers.studies import chain_of_thought as study
from nlp_helpers.studies import load_study, read_rows


def test_the_steps_are_the_sum_worked_out():
    for a, b in study.draw_sums(7, 50, held_out=False).tolist():
        written = study.work_out(a, b).split()
        for step in written:
            digits, total = step.split("=")
            assert sum(map(int, digits.split("+"))) == int(total)
        digits = [written[-1][-2], *(step[-1] for step in reversed(written))]
        assert int("".join(digits)) == a + b


def test_nothing_that_is_scored_is_trained_on():
    held_out = set(map(tuple, study.draw_sums(0, 500, held_out=True).tolist()))
    assert len(held_out) > 490
    for seed in study.SEEDS:
        assert not held_out & set(
            map(tuple, study.draw_sums(seed, 20_000, held_out=False).tolist())
        )


def test_the_ways_have_the_same_sums_and_only_answers_are_learned():
    for way in study.WAYS:
        batches = study.SumBatches(way, seed=1, steps=4)
        inputs, targets, weights = batches[3]
        texts = map(study.VOCABULARY.decode, np.concatenate([inputs[:, :1], targets], axis=1))
        for text, ids, row, (a, b) in zip(texts, targets, weights, batches._sums[3], strict=True):
            assert text == study.question(a, b) + study.answer(a, b, way)
            assert study.VOCABULARY.decode(ids[row == 1]) == study.answer(a, b, way)


def test_what_counts_is_the_number_at_the_end():
    sums = [(1275, 2648)] * 4
    answers = ["1+1+1=99 03923", " 03923", " 3923", " 13923"]
    assert study.share_right(answers, sums) == 0.5


def test_a_row_can_be_made_again(eager, tmp_path, monkeypatch):
    brief = replace(study.OPTIMIZATION, batch_size=4, warmup_steps=1)
    monkeypatch.setattr(study, "CONFIG", replace(study.CONFIG, num_blocks=1))
    monkeypatch.setattr(study, "STEPS", 2)
    monkeypatch.setattr(study, "MORE_STEPS", 3)
    monkeypatch.setattr(study, "OPTIMIZATION", brief)
    monkeypatch.setattr(study, "HELD_OUT", 5)
    monkeypatch.setattr(study, "SEEDS", (1,))
    study.run_chain_of_thought_study(tmp_path / "toy.json")
    rows = read_rows(tmp_path / "toy.json")
    assert [row["way"] for row in rows] == [*study.WAYS, "at once"]
    assert [row["characters"] for row in rows] == [6, 41, 41, 6]
    assert [row["sums"] for row in rows] == [8, 8, 8, 12]
    assert all(len(text) == 10 + row["characters"] for row in rows for text in row["answers"])


def test_a_model_is_misled_if_it_copies_a_step_that_was_made_wrong(monkeypatch):
    def copy(model, prompts, length):
        """Read the last digits of the steps, the last step first."""
        for prompt in prompts:
            yield "0" + "".join(step[-1] for step in reversed(prompt.split("=", 1)[1].split()))

    sums = [(1275, 2648), (4444, 1111)]
    monkeypatch.setattr(study, "complete", copy)
    assert study.share_misled(None, sums) == 1
    right = lambda model, prompts, length: [f"{a + b:05d}" for a, b in sums]  # noqa: E731
    monkeypatch.setattr(study, "complete", right)
    assert study.share_misled(None, sums) == 0


def test_steps_are_worth_twenty_points():
    """The same model, the same sums: the worst seed with steps against the best without."""
    rows = [
        row
        for row in load_study("chain_of_thought")
        if row["sums"] == study.STEPS * study.OPTIMIZATION.batch_size
    ]
    shares = {way: [row["accuracy"] for row in rows if row["way"] == way] for way in study.WAYS}
    assert all(len(of_seeds) == len(study.SEEDS) for of_seeds in shares.values())
    assert len({row["parameters"] for row in rows}) == 1
    assert min(shares["steps"]) - max(shares["at once"] + shares["silence"]) >= 0.2
