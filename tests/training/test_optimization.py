"""The numbers of an optimization reach the optimizer; warm-up and cosine in closed form."""

import dataclasses
import math

import keras
import pytest

from nlp_helpers.models import CharRNNConfig, EncoderConfig, make_char_rnn, make_sentence_encoder
from nlp_helpers.training.optimization import Optimization, warmup_cosine

SMALL = Optimization(
    steps=20,
    batch_size=2,
    peak_learning_rate=0.1,
    warmup_steps=10,
    weight_decay=0.05,
    beta_1=0.8,
    beta_2=0.98,
    clip_norm=0.7,
    ema_momentum=0.9,
)


def test_numbers_reach_the_optimizer():
    optimizer = SMALL.optimizer()
    assert (optimizer.weight_decay, optimizer.global_clipnorm) == (0.05, 0.7)
    assert (optimizer.beta_1, optimizer.beta_2) == (0.8, 0.98)
    assert (optimizer.use_ema, optimizer.ema_momentum) == (True, 0.9)
    assert optimizer.ema_overwrite_frequency is None


def test_every_optimizer_starts_afresh():
    first, second = SMALL.optimizer(), SMALL.optimizer()
    assert first is not second
    assert int(second.iterations.numpy()) == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("steps", 0), ("batch_size", 0), ("evaluate_every", 0), ("peak_learning_rate", -1.0)],
)
def test_numbers_out_of_range_are_named(name, value):
    with pytest.raises(ValueError, match=f"{name} must be .*, not {value}"):
        dataclasses.replace(SMALL, **{name: value})


def test_it_cannot_change_while_it_is_followed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SMALL.steps = 30


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_char_rnn(CharRNNConfig(5, embedding_size=2, units=3)),
        lambda: make_sentence_encoder(EncoderConfig(9, 4, 1, 2, 8, 6)),
    ],
    ids=["GRU", "norms"],
)
def test_biases_and_the_scales_of_norms_do_not_decay(make):
    """With gradients of zero only the decay moves a weight."""
    model = make()
    for variable in model.trainable_variables:
        variable.assign(keras.ops.ones(variable.shape))
    optimizer = dataclasses.replace(SMALL, warmup_steps=0).optimizer()
    optimizer.apply([keras.ops.zeros(v.shape) for v in model.weights], model.trainable_variables)
    moved = {v.name for v in model.trainable_variables if keras.ops.convert_to_numpy(v).min() < 1}
    assert moved <= {"embeddings", "kernel", "recurrent_kernel", "vectors"}
    assert "kernel" in moved


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
