"""Lists and their reversals, the learning rates, and the study of both norms."""

import numpy as np
import pytest

from nlp_helpers.studies import load_study, norms
from nlp_helpers.tokenization import END_ID, START_ID


def test_lists_are_written_backwards_and_then_ended():
    (sources, inputs), targets = norms.draw_lists(np.random.default_rng(0), 200)
    lengths = (sources > 0).sum(axis=1)
    assert set(lengths) == set(range(norms.SHORTEST, norms.LONGEST + 1))
    for source, shifted, target, length in zip(sources, inputs, targets, lengths, strict=True):
        backwards = source[:length][::-1].tolist()
        assert all(0 <= id - norms.FIRST_ID < norms.NUMBERS for id in backwards)
        assert target.tolist() == [*backwards, END_ID, *[0] * (norms.LONGEST - length)]
        assert shifted.tolist() == [START_ID, *backwards, *[0] * (norms.LONGEST - length)]


@pytest.mark.parametrize("warmup", norms.WARMUPS)
def test_the_rate_rises_to_its_peak_and_falls_to_a_tenth(warmup):
    rate = norms.learning_rate(warmup, norms.PEAK)
    rates = [float(rate(step)) for step in range(norms.STEPS + 1)]
    assert np.argmax(rates) == warmup
    assert rates[warmup] == pytest.approx(norms.PEAK)
    assert rates[-1] == pytest.approx(norms.PEAK / 10)
    if warmup:
        assert rates[: warmup + 1] == pytest.approx(np.linspace(0, norms.PEAK, warmup + 1))


def test_rows_tell_losses_and_how_many_lists_are_right(eager, tmp_path, monkeypatch):
    small = {"STEPS": 2, "PART": 1, "NORMS": ("post",), "WARMUPS": (0, 1), "SEEDS": (1,)}
    for name, value in (small | {"HELD_OUT": 4}).items():
        monkeypatch.setattr(norms, name, value)
    monkeypatch.setattr("nlp_helpers.studies.STUDIES", tmp_path)
    norms.run_norms_study(tmp_path / "norms.json")
    rows = load_study("norms")
    assert [(row["norm"], row["warmup"]) for row in rows] == [("post", 0), ("post", 1)]
    at_once, warmed_up = (row["losses"] for row in rows)
    assert at_once[0] == warmed_up[0], "the same weights and lists to begin with"
    assert at_once[1] != warmed_up[1]
    assert all(0 <= row["accuracy"] <= 1 for row in rows)
