"""A softmax over a handful of words that stands for one over a large vocabulary.

Legend: N predictions, E width, V vocabulary, K sampled words.
"""

from typing import Any

from keras import ops

REMOVED = -1e30  # the score of a word that is out: no softmax gives it a share


def sampled_softmax_nats(
    hidden: Any, matrix: Any, bias: Any, targets: Any, sampled: Any, expected_counts: Any
) -> Any:
    """Return -log p(target), where p is a softmax over the target and K sampled words.

    Only these words are scored, and only their rows get a gradient: K + N of them, not V. A word
    that is sampled often is pushed down often. So from every score the logarithm of the word's
    expected count is taken off: then the scores that train best are still log-probabilities, up
    to a constant (Jean et al. 2015, section 3.1; Bengio and Senécal 2008). A target that happens
    to be sampled as well is not counted against itself, and a word that is sampled twice counts
    once.

    For training alone: to predict, all words have to be scored. Introduced in chapter 07, Encoder
    and decoder.

    Args:
        hidden: (N, E), what the scores are made of.
        matrix: (V, E), a row for each word.
        bias: (V,).
        targets: (N,) int.
        sampled: (K,) int, the same for all N.
        expected_counts: (V,), each word's probability of being among the sampled, above 0. Where
            K words are drawn one by one with shares q, that is 1 - (1 - q)^K.

    Returns:
        (N,) in nats. With all V words sampled it is the loss of the whole softmax.

    Example:
        >>> sampled = keras.random.randint((K,), 0, V)
        >>> counts = ops.full((V,), 1 - (1 - 1 / V) ** K)
        >>> sampled_softmax_nats(hidden, matrix, bias, targets, sampled, counts).shape
        (6,)
    """

    def corrections(ids):
        return ops.take(bias, ids) - ops.log(ops.take(expected_counts, ids))

    true_scores = ops.sum(hidden * ops.take(matrix, targets, axis=0), axis=1) + corrections(targets)
    rows = ops.take(matrix, sampled, axis=0)  # (K, E)
    others = ops.matmul(hidden, ops.transpose(rows)) + corrections(sampled)  # (N, K)
    is_out = ops.equal(sampled, targets[:, None]) | _met_before(sampled)
    scores = ops.concatenate([true_scores[:, None], ops.where(is_out, REMOVED, others)], axis=1)
    return ops.logsumexp(scores, axis=1) - true_scores


def _met_before(ids: Any) -> Any:
    """True for each of ids (K,) that stands further to the front as well, (K,)."""
    same = ops.cast(ops.equal(ids[:, None], ids), "int32")  # (K, K)
    return ops.any(ops.tril(same, k=-1) > 0, axis=1)
