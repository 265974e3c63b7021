"""The padding that buckets save on IMDB: the share of all positions that hold no word.

The figures are printed. They depend on the data and the seed only, not on the machine.
"""

import numpy as np
import pytest

from nlp_helpers.datasets import (
    BucketedBatches,
    head_and_tail,
    imdb_reviews,
    length_buckets,
    padding_share,
    split_words,
)

BATCH = 64

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def reviews():
    """The training reviews, each word as a 1: only their lengths matter here."""
    return [np.ones(len(split_words(text)), np.int32) for text in imdb_reviews().train.texts]


@pytest.mark.parametrize("limit", [None, 512, 256])
def test_the_padding_that_buckets_save(reviews, limit):
    if limit:
        reviews = [head_and_tail(review, limit, limit // 4) for review in reviews]
    lengths = np.array([len(review) for review in reviews])
    chance = length_buckets(np.zeros_like(lengths), batch_size=BATCH)  # as if all were one length
    batches = BucketedBatches(reviews, np.zeros(len(reviews)), batch_size=BATCH)
    at_random, bucketed = padding_share(lengths, chance), batches.padding_share
    widths = {batches[b][0].shape[1] for b in range(len(batches))}
    cut = f"cut to {limit}" if limit else "uncut"
    print(
        f"\n{cut}: {at_random:.1%} padding in random batches, {bucketed:.1%} in buckets of "
        f"{len(widths)} widths: {(1 - bucketed) / (1 - at_random):.1f} times less to compute"
    )
    assert bucketed < 0.1 < at_random
