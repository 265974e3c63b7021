"""Writing 1,000 characters with the state carried, against predicting from the whole text."""

import time

import numpy as np
import pytest

from nlp_helpers.decoders import Temperature, generate, sample
from nlp_helpers.models.char_rnn import CharRNNConfig, CharRNNStep, make_char_rnn

CHARACTERS = 1_000
PROMPT = np.array([[20]])
MEASURED_LENGTHS = (1, 50, 500, CHARACTERS)
CALLS_PER_LENGTH = 10
WANTED_RATIO = 50


def seconds(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def predict_seconds(model, length: int) -> float:
    """Seconds of one next character by `predict` on a text of this length; the median of ten."""
    text = np.zeros((1, length), "int32")
    model.predict(text, verbose=0)  # what a new length costs once is not held against it
    calls = [seconds(lambda: model.predict(text, verbose=0)) for _ in range(CALLS_PER_LENGTH)]
    return float(np.median(calls))


@pytest.mark.benchmark
def test_generating_beats_predicting_from_the_whole_text():
    model = make_char_rnn(CharRNNConfig(vocab_size=39, units=256))
    step = CharRNNStep(model)

    def write(seed: int):
        generate(
            step,
            PROMPT,
            step.initial_state(1),
            max_new_tokens=CHARACTERS,
            filters=[Temperature(1.0)],
            choose=sample,
            seed=seed,
        )

    first = seconds(lambda: write(seed=0))
    ours = float(np.median([seconds(lambda seed=seed: write(seed)) for seed in (1, 2, 3)]))
    measured = [predict_seconds(model, length) for length in MEASURED_LENGTHS]
    theirs = np.interp(range(1, CHARACTERS + 1), MEASURED_LENGTHS, measured).sum()
    print(
        f"\n{CHARACTERS:,} characters, GRU 256: carried state {ours:.2f} s (first call, with "
        f"compiling, {first:.1f} s); predict on the whole text {theirs:.0f} s (extrapolated from "
        f"{CALLS_PER_LENGTH} calls each at {', '.join(map(str, MEASURED_LENGTHS))} characters); "
        f"{theirs / ours:.0f} times as fast"
    )
    assert theirs / ours >= WANTED_RATIO
