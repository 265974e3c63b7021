"""Sums answered at once, after a silence, or after the steps: does it help to write them down?

One small GPT, the same sums in the same order, three seeds; the only difference is what stands
between a question and its answer (Wei et al. 2022; the silence is of Pfau et al. 2024). And at once
again, with three times as many sums.
"""

import functools
import tempfile
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from nlp_helpers.decoders import generate
from nlp_helpers.models import GPTConfig, GPTStep, make_gpt
from nlp_helpers.studies.running import run_study
from nlp_helpers.tokenization import CharVocabulary
from nlp_helpers.training.char_rnn import compile_for_characters
from nlp_helpers.training.loop import train_steps
from nlp_helpers.training.optimization import Optimization

DIGITS = 4  # of each of the two numbers
HELD_OUT, HELD_OUT_SHARE = 1_000, 20  # sums to be answered, from a twentieth that nobody trains on
SEEDS = (1, 2, 3)
STEPS, MORE_STEPS = 500, 1_500
VOCABULARY = CharVocabulary.fit("0123456789+=. \n")
CONFIG = GPTConfig(
    len(VOCABULARY), context_length=64, width=64, num_blocks=2, num_heads=4, hidden_size=256
)
OPTIMIZATION = Optimization(
    steps=STEPS, batch_size=64, peak_learning_rate=3e-3, warmup_steps=100, evaluate_every=500
)


def work_out(a: int, b: int) -> str:
    """Add as at school, from the right: digit + digit + what was carried = two digits.

    Example:
        >>> work_out(1275, 2648)
        '5+8+0=13 7+4+1=12 2+6+1=09 1+2+0=03'
    """
    written, carried = [], 0
    for place in range(DIGITS):
        digits = a // 10**place % 10, b // 10**place % 10
        total = sum(digits) + carried
        written.append(f"{digits[0]}+{digits[1]}+{carried}={total:02d}")
        carried = total // 10
    return " ".join(written)


WAYS = {
    "at once": lambda a, b: "",
    "silence": lambda a, b: "." * len(work_out(a, b)),  # as many characters, which say nothing
    "steps": work_out,
}


def question(a: int, b: int) -> str:
    """Ask for a sum."""
    return f"{a}+{b}="


def answer(a: int, b: int, way: str) -> str:
    """Answer it in one of the `WAYS`; what counts is the number at the end.

    Example:
        >>> answer(1275, 2648, "at once")
        ' 03923'
    """
    return f"{WAYS[way](a, b)} {a + b:0{DIGITS + 1}d}"


def draw_sums(seed: int, count: int, *, held_out: bool) -> np.ndarray:
    """Draw pairs of numbers (count, 2), none of which can be drawn with and without `held_out`."""
    drawn = 2 * count * (HELD_OUT_SHARE if held_out else 1)  # more than enough
    numbers = np.random.default_rng(seed).integers(10 ** (DIGITS - 1), 10**DIGITS, size=(drawn, 2))
    in_held_out = (numbers @ [7_919, 1]) % HELD_OUT_SHARE == 0
    return numbers[in_held_out == held_out][:count]


class SumBatches:
    """Batches (inputs, targets, weights): only what comes after a question is learned."""

    def __init__(self, way: str, seed: int, steps: int):
        self._way, size = way, OPTIMIZATION.batch_size
        self._sums = draw_sums(seed, steps * size, held_out=False).reshape(steps, size, 2)

    def __getitem__(self, step: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        texts = [question(a, b) + answer(a, b, self._way) for a, b in self._sums[step]]
        ids = np.stack([VOCABULARY.encode(text) for text in texts])  # all of one length
        asked = len(question(*self._sums[0, 0]))
        weights = np.broadcast_to(np.arange(1, ids.shape[1]) >= asked, ids[:, 1:].shape)
        return ids[:, :-1], ids[:, 1:], weights.astype("float32")


def complete(model: keras.Model, prompts: list[str], length: int) -> list[str]:
    """Let a model go on, greedily, from prompts of one length."""
    ids = np.stack([VOCABULARY.encode(prompt) for prompt in prompts])
    return [VOCABULARY.decode(new) for new in generate(GPTStep(model), ids, max_new_tokens=length)]


def share_right(answers: list[str], sums: np.ndarray) -> float:
    """How many answers end in the right number."""
    right = [f" {a + b:0{DIGITS + 1}d}" for a, b in sums]
    return float(np.mean([text.endswith(end) for text, end in zip(answers, right, strict=True)]))


def train_adder(way: str, seed: int, steps: int) -> keras.Model:
    """Train a GPT to answer sums in one of the `WAYS`."""
    keras.utils.set_random_seed(seed)
    model, optimization = make_gpt(replace(CONFIG, seed=seed)), replace(OPTIMIZATION, steps=steps)
    compile_for_characters(model, optimization.optimizer())
    batches = SumBatches(way, seed, steps)
    with tempfile.TemporaryDirectory() as folder:
        train_steps(model, batches, optimization, evaluate=lambda _: {}, folder=Path(folder))
    return model


def run_chain_of_thought_study(path: Path) -> None:
    """Train and score every way with every seed, and write the rows to a file."""
    trials = [
        (
            {"way": way, "seed": seed, "sums": steps * OPTIMIZATION.batch_size},
            functools.partial(_trial, way, seed, steps),
        )
        for seed in SEEDS
        for way, steps in [*((way, STEPS) for way in WAYS), ("at once", MORE_STEPS)]
    ]
    run_study(path, trials)


def _trial(way: str, seed: int, steps: int) -> dict:
    model = train_adder(way, seed, steps)
    sums = draw_sums(0, HELD_OUT, held_out=True)
    questions = [question(a, b) for a, b in sums]
    answers = complete(model, questions, len(answer(*sums[0], way)))
    row = {
        "accuracy": round(share_right(answers, sums), 4),
        "characters": len(answers[0]),
        "parameters": model.count_params(),
        "answers": [asked + text for asked, text in zip(questions[:3], answers, strict=False)],
    }
    return row | ({"misled": round(share_misled(model, sums), 4)} if way == "steps" else {})


def share_misled(model: keras.Model, sums: np.ndarray) -> float:
    """How often a step with a wrong last digit, put into a model's mouth, ends up in its answer."""
    written = [f"{question(a, b)}{work_out(a, b)} " for a, b in sums]
    end = len(question(*sums[0])) + work_out(*sums[0]).index(" ")  # of the first step
    wrong = [str((int(text[end - 1]) + 1) % 10) for text in written]
    prompts = [
        text[: end - 1] + digit + text[end:] for text, digit in zip(written, wrong, strict=True)
    ]
    misled = [
        f"{a + b:0{DIGITS + 1}d}"[:-1] + digit for (a, b), digit in zip(sums, wrong, strict=True)
    ]
    answers = complete(model, prompts, DIGITS + 1)
    return float(np.mean([one == other for one, other in zip(answers, misled, strict=True)]))
