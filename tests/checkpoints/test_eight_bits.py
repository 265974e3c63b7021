"""Weights in eight bits: near the true ones, the same when packed again, simple to read."""

import json
import struct

import numpy as np
import pytest
import safetensors.numpy

from nlp_helpers.checkpoints.eight_bits import SCALE, pack, unpack

rng = np.random.default_rng(0)


def matrix(rows=60, columns=40, row_sizes=1.0, column_sizes=1.0) -> np.ndarray:
    values = rng.normal(size=(rows, columns)) * row_sizes * column_sizes
    return values.astype("float32")


def round_trip(value: np.ndarray) -> np.ndarray:
    return unpack(pack({"w": value}))["w"]


def test_no_number_is_further_off_than_half_a_scale():
    value = matrix(column_sizes=10.0 ** rng.uniform(-4, 2, size=40))
    scale = pack({"w": value})["w" + SCALE]
    assert scale.shape == (1, 40)
    assert (np.abs(round_trip(value) - value) <= scale * 0.5001).all()
    np.testing.assert_allclose(scale[0], np.abs(value).max(axis=0) / 127, rtol=1e-4)


@pytest.mark.parametrize("rows_differ", [True, False])
def test_a_row_runs_along_the_axis_that_loses_less(rows_differ):
    sizes = 10.0 ** rng.uniform(-2, 1, size=60)
    value = matrix(row_sizes=sizes[:, None]) if rows_differ else matrix(column_sizes=sizes[:40])
    scale = pack({"w": value})["w" + SCALE]
    assert scale.shape == ((60, 1) if rows_differ else (1, 40))


@pytest.mark.parametrize("shape", [(8, 8), (1000, 9), (12, 10, 11)])
@pytest.mark.parametrize("size", [1e-30, 1e-6, 1.0, 1e4])
def test_packing_what_was_unpacked_changes_nothing(shape, size):
    value = (rng.normal(size=shape) * size).astype("float32")
    first = pack({"w": value})
    again = pack(unpack(first))
    assert first["w"].dtype == np.int8
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
    np.testing.assert_array_equal(unpack(first)["w"], unpack(again)["w"])


def test_rows_of_zeros_and_extremes():
    value = matrix()
    value[3], value[7, 0], value[8, 0] = 0, -value.max() * 20, value.max() * 20
    packed = pack({"w": value})
    assert packed["w"].min() == -127
    assert packed["w"].max() == 127
    assert not unpack(packed)["w"][3].any()
    assert not round_trip(np.zeros((20, 20), "float32")).any()


def test_vectors_narrow_matrices_and_those_asked_for_stay_in_half_precision():
    weights = {
        "bias": matrix()[0],
        "gru/bias": matrix(2, 600),
        "asked": matrix(),
        "kernel": matrix(),
    }
    packed = pack(weights, half=["asked"])
    assert set(packed) == {*weights, "kernel" + SCALE}
    for path in ("bias", "gru/bias", "asked"):
        assert packed[path].dtype == np.float16
        np.testing.assert_array_equal(packed[path], weights[path].astype("float16"))


def test_a_file_is_read_in_a_few_lines_without_the_package():
    """As a browser would: a header in JSON, then numbers at the offsets it tells."""
    value = matrix()
    data = safetensors.numpy.save(pack({"w": value}))
    [size] = struct.unpack("<Q", data[:8])
    header, body = json.loads(data[8 : 8 + size]), data[8 + size :]
    read = {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], kind).reshape(entry["shape"])
        for name, kind in (("w", "i1"), ("w.scale", "<f4"))
        for entry in [header[name]]
    }
    np.testing.assert_array_equal(read["w"] * read["w.scale"], round_trip(value))


def test_a_path_that_is_none_is_named():
    with pytest.raises(ValueError, match="no weight 'b': there are w"):
        pack({"w": matrix()}, half=["b"])


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e6])
@pytest.mark.parametrize("shape", [(20, 20), (20,)])
def test_numbers_that_are_not_finite_are_not_packed(bad, shape):
    with pytest.raises(ValueError, match="the weight 'w' is not finite"):
        pack({"w": np.full(shape, bad, "float32")})


def test_damage_is_named():
    packed = pack({"w": matrix()})
    with pytest.raises(ValueError, match="the weight 'w' has no scale"):
        unpack({"w": packed["w"]})
    with pytest.raises(ValueError, match="the weight 'w' is not finite"):
        unpack(packed | {"w" + SCALE: packed["w" + SCALE] * np.float32("nan")})
