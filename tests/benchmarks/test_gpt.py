"""Loss after nanoGPT's training for a CPU: the same dimensions, steps, batches and data.

nanoGPT's README trains 4 blocks, 128 wide, on windows of 64 characters, 12 at a time, 2,000 times,
and ends at 1.88 nats, in windows at random places. Ours are all windows that do not overlap.
"""

import time

import keras
import pytest

from nlp_helpers.datasets import nine_tenths
from nlp_helpers.datasets.windows import random_windows
from nlp_helpers.models import GPTConfig, make_gpt
from nlp_helpers.tokenization import CasedCharVocabulary
from nlp_helpers.training.char_rnn import compile_for_characters, window_nats
from nlp_helpers.training.loop import take_average
from nlp_helpers.training.optimization import Optimization

PUBLISHED, AT_LEAST_BELOW = 1.88, 0.15
CONTEXT = 64
CONFIG = GPTConfig(65, CONTEXT, width=128, num_blocks=4, num_heads=4, hidden_size=512, rotary=True)
OPTIMIZATION = Optimization(
    steps=2_000,
    batch_size=12,
    peak_learning_rate=3e-3,
    warmup_steps=100,
    weight_decay=0.1,
    beta_2=0.99,
)


@pytest.mark.benchmark
def test_nanogpts_training_for_a_cpu():
    train, valid = nine_tenths()
    vocabulary = CasedCharVocabulary.fit(train)
    keras.utils.set_random_seed(OPTIMIZATION.seed)
    model = make_gpt(CONFIG)
    compile_for_characters(model, OPTIMIZATION.optimizer())
    how = {key: getattr(OPTIMIZATION, key) for key in ("batch_size", "steps", "seed")}
    batches = random_windows(vocabulary.encode(train), CONTEXT, **how)
    start = time.perf_counter()
    for step in range(len(batches)):
        model.train_on_batch(*batches[step])
    seconds = time.perf_counter() - start
    take_average(model)
    nats = window_nats(model, vocabulary.encode(valid), CONTEXT)
    print(
        f"\n{model.count_params():,} weights, {len(batches):,} steps in {seconds:.0f} s: "
        f"{nats:.4f} nats; published: {PUBLISHED}"
    )
    assert nats <= PUBLISHED - AT_LEAST_BELOW
