"""Weights in eight bits: whole numbers from -127 to 127, and a scale for each row of them.

What `pack` returns goes into one safetensors file (a JSON header that says where each array lies,
then the arrays; https://github.com/huggingface/safetensors). For every weight of a model it holds,
under the weight's path in Keras, either

- `PATH`, int8, and `PATH.scale`, float32, with the same axes, all but one of length 1: the weight
  is their product, the scale repeated along its axes of length 1, or
- `PATH`, float16: the weight itself. So are vectors (biases, gains), matrices that are too narrow
  to gain from scales, those that are asked for, and in older files all.

A "row" runs along whichever axis loses less. For an embedding (V, D) that is the word: scales
(V, 1). For a kernel (inputs, outputs) it is mostly the output: scales (1, outputs), for the units
of a layer differ in size more than its inputs do. The loss is about 0.7% of a weight's typical
size. A scale that cuts off a row's extremes to be finer elsewhere was tried: it does not lose less.
"""

from collections.abc import Collection, Mapping

import numpy as np

SCALE = ".scale"
LARGEST = 127
NARROWEST = 8  # rows or columns; such as the (2, 3D) biases of a GRU or the (D, 1) of a classifier
SCALE_BITS = 16  # of its mantissa: 16 and 7 fit into the 24 of float32, so products are exact


def pack(weights: Mapping[str, np.ndarray], half: Collection[str] = ()) -> dict[str, np.ndarray]:
    """Round weights to what is stored of them.

    Args:
        weights: float32 by path.
        half: paths of matrices to keep in half precision.

    Returns:
        Arrays as the module describes them. Packing what `unpack` makes of them changes nothing.

    Raises:
        ValueError: a path of `half` is not there, or a weight is not finite
                or larger than half precision can hold.
    """
    if unknown := sorted(set(half) - set(weights)):
        raise ValueError(f"no weight {unknown[0]!r}: there are {', '.join(weights)}")
    packed = {}
    for path, value in weights.items():
        if not (abs(value) <= np.finfo("float16").max).all():
            raise ValueError(f"the weight {path!r} is not finite, or far too large")
        if path in half or value.ndim < 2 or min(value.shape) < NARROWEST:
            packed[path] = value.astype("float16")
        else:
            packed[path], packed[path + SCALE] = _quantized(value)
    return packed


def unpack(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the weights, float32 by path, that `pack` has rounded.

    Raises:
        ValueError: a weight is not finite, or lacks its scale.
    """
    weights = {}
    for path in (path for path in arrays if not path.endswith(SCALE)):
        weights[path] = arrays[path].astype("float32")
        if arrays[path].dtype == np.int8:
            if path + SCALE not in arrays:
                raise ValueError(f"the weight {path!r} has no scale")
            weights[path] *= arrays[path + SCALE]
        if not np.isfinite(weights[path]).all():
            raise ValueError(f"the weight {path!r} is not finite")
    return weights


def _quantized(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return int8 numbers and their scales, along the axis that loses least."""
    ways = [_along(axis, matrix) for axis in range(matrix.ndim)]
    return min(ways, key=lambda way: np.square(way[0] * way[1] - matrix).sum())


def _along(axis: int, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    others = tuple(other for other in range(matrix.ndim) if other != axis)
    mantissas, exponents = np.frexp(abs(matrix).max(axis=others, keepdims=True) / LARGEST)
    scales = np.ldexp(np.ceil(np.ldexp(mantissas, SCALE_BITS)), exponents - SCALE_BITS)
    numbers = np.rint(matrix / np.where(scales > 0, scales, 1))
    return numbers.astype("int8"), scales.astype("float32")
