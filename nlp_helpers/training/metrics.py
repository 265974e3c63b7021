"""Scores of language models: nats, bits and perplexity per token."""

import math
from collections.abc import Callable, Iterable

import keras
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nlp_helpers.errors import ArgumentError


def bits(nats: float) -> float:
    """Turn nats per token into bits per token. Introduced in chapter 01, Characters.

    Example:
        >>> bits(math.log(2))
        1.0
    """
    return nats / math.log(2)


def perplexity(nats: float) -> float:
    """Turn nats per token into perplexity: how many equally likely tokens would be as hard.

    Introduced in chapter 01, Characters.

    Example:
        >>> round(perplexity(math.log(39)))
        39
    """
    return math.exp(nats)


def nats_per_token(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return -log p(target) for each position, by a log-softmax in float64.

    Introduced in chapter 01, Characters.

    Args:
        logits: (..., V).
        targets: (...) integers in [0, V).

    Returns:
        (...) float64, in nats.
    """
    logits = np.asarray(logits, "float64")
    highest = logits.max(-1, keepdims=True)  # subtracted so that exp cannot overflow
    log_total = np.log(np.exp(logits - highest).sum(-1)) + highest[..., 0]
    return log_total - np.take_along_axis(logits, targets[..., None], -1)[..., 0]


def stream_nats(
    reader: keras.Model,
    ids: np.ndarray,
    *,
    chunk: int = 1000,
    progress: Callable[[range], Iterable[int]] = iter,
) -> float:
    """Score a text read from end to end, with the state carried all the way.

    Introduced in chapter 03, Stateful RNNs.

    Args:
        reader: as `with_explicit_state` makes it.
        ids: (N,) integers, N > 1; the first is only read, the other N - 1 are predicted.
        chunk: how many ids are read at a time. The score does not depend on it.
        progress: wraps the iteration over chunks, such as `tqdm`.

    Returns:
        The mean of -log p over the N - 1 predicted ids, in nats.

    Raises:
        ValueError: if there is nothing to predict.
    """
    _check_length(ids)
    state = np.zeros((1, reader.output_shape[1][-1]), "float32")
    total = 0.0
    for start in progress(range(0, len(ids) - 1, chunk)):
        window = ids[start : start + chunk + 1]
        inputs = np.zeros((1, chunk), "int32")  # the last chunk is filled up: one shape for all
        inputs[0, : len(window) - 1] = window[:-1]
        logits, state = reader.predict_on_batch([inputs, state])
        total += nats_per_token(logits[0, : len(window) - 1], window[1:]).sum()
    return float(total / (len(ids) - 1))


def sliding_nats(
    model: keras.Model,
    ids: np.ndarray,
    *,
    window: int,
    slide: int,
    batch_size: int = 16,
    progress: Callable[[range], Iterable[int]] = iter,
) -> float:
    """Score a text through a window that slides over it, for models with a limited view.

    Each id is predicted once, from all that stand before it, or from the last `window - slide` or
    more of them. Introduced in chapter 12, GPT.

    Args:
        model: ids (B, T) -> logits (B, T, V), T at most `window`.
        ids: (N,) integers, N > 1; the first is only read, the other N - 1 are predicted.
        window: how many ids the model sees.
        slide: how far the window moves at a time, no farther than it is long.
        batch_size: windows that are read side by side. The score does not depend on it.
        progress: wraps the iteration over batches, such as `tqdm`.

    Returns:
        The mean of -log p over the N - 1 predicted ids, in nats.

    Raises:
        ValueError: if there is nothing to predict, or the window skips ids.
    """
    _check_length(ids)
    if not 1 <= slide <= window:
        raise ValueError(f"slide must be from 1 to the window's {window}, not {slide}")
    slides = max(-(-(len(ids) - 1 - window) // slide), 0)  # rounded up
    filled = np.zeros(window + slides * slide + 1, "int32")
    filled[: len(ids)] = ids
    windows = sliding_window_view(filled, window + 1)[::slide]
    nats = []
    for first in progress(range(0, len(windows), batch_size)):
        batch = np.zeros((batch_size, window + 1), "int32")  # one shape for all
        rows = windows[first : first + batch_size]
        batch[: len(rows)] = rows
        logits = model.predict_on_batch(batch[:, :-1])[: len(rows)]
        read = nats_per_token(logits, rows[:, 1:])  # (rows, window)
        if first == 0:
            nats.append(read[0, :-slide])  # of the first window all ids are new
        nats.append(read[:, -slide:].ravel())
    return float(np.concatenate(nats)[: len(ids) - 1].mean())


def _check_length(ids: np.ndarray) -> None:
    if len(ids) < 2:
        raise ArgumentError(f"{len(ids)} ids leave nothing to predict: give a text of 2 or more")
