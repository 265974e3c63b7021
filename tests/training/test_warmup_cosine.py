"""Warm-up and cosine, in closed form."""

import math

import pytest

from nlp_helpers.training.optimization import warmup_cosine

PEAK, STEPS, WARMUP = 0.003, 1100, 100


def rate(step: int, warmup_steps: int = WARMUP) -> float:
    return float(warmup_cosine(PEAK, STEPS, warmup_steps)(step))


@pytest.mark.parametrize(
    ("step", "share"),
    [
        (0, 0.0),
        (50, 0.5),
        (100, 1.0),
        (350, (1 + math.cos(math.pi / 4)) / 2),
        (600, 0.5),
        (1100, 0.0),
        (2000, 0.0),
    ],
)
def test_rises_in_a_line_and_falls_along_half_a_cosine(step, share):
    assert rate(step) == pytest.approx(share * PEAK, abs=1e-8)


def test_without_warm_up_it_starts_at_the_peak():
    assert rate(0, warmup_steps=0) == pytest.approx(PEAK)


def test_never_above_the_peak_and_highest_where_the_rise_ends():
    rates = [rate(step) for step in range(0, STEPS + 1, 25)]
    assert max(rates) == rates[WARMUP // 25]


@pytest.mark.parametrize("warmup_steps", [-1, STEPS, STEPS + 1])
def test_refuses_a_rise_that_leaves_no_fall(warmup_steps):
    with pytest.raises(ValueError, match=rf"in \[0, {STEPS}\), not {warmup_steps}"):
        warmup_cosine(PEAK, STEPS, warmup_steps)
