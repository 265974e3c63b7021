"""Patches hold every pixel once and in order; learned vectors are the same for every row."""

import keras
import numpy as np
import pytest
from keras import ops

from nlp_helpers.layers import LearnedVectors, to_patches

IMAGES = np.random.default_rng(0).normal(size=(2, 6, 4, 3)).astype("float32")


def test_patches_are_cut_row_by_row():
    patches = ops.convert_to_numpy(to_patches(ops.convert_to_tensor(IMAGES), 2))
    expected = [
        [image[y : y + 2, x : x + 2].ravel() for y in (0, 2, 4) for x in (0, 2)] for image in IMAGES
    ]
    np.testing.assert_array_equal(patches, expected)


def test_a_dense_layer_of_patches_is_a_convolution_with_strides():
    dense = keras.layers.Dense(5)
    ours = dense(to_patches(ops.convert_to_tensor(IMAGES), 2))
    convolution = keras.layers.Conv2D(5, 2, strides=2)
    convolution.build(IMAGES.shape)
    kernel, bias = dense.get_weights()
    convolution.set_weights([kernel.reshape(2, 2, 3, 5), bias])
    theirs = ops.convert_to_numpy(convolution(IMAGES)).reshape(2, 6, 5)
    np.testing.assert_allclose(ops.convert_to_numpy(ours), theirs, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("size", [0, 3, 4])
def test_patches_that_do_not_fill_the_image_are_refused(size):
    with pytest.raises(ValueError, match=f"6 x 4 cannot be cut into patches of {size}"):
        to_patches(ops.convert_to_tensor(IMAGES), size)


def test_every_row_gets_the_same_vectors():
    layer = LearnedVectors(3, 4)
    vectors = ops.convert_to_numpy(layer(ops.zeros((2, 7))))
    assert vectors.shape == (2, 3, 4)
    np.testing.assert_array_equal(vectors[0], vectors[1])
    assert len(np.unique(vectors[0])) == 12
    again = LearnedVectors.from_config(layer.get_config())
    assert again(ops.zeros((1, 1))).shape == (1, 3, 4)


def test_no_vectors_are_refused():
    with pytest.raises(ValueError, match="not 0 of 4"):
        LearnedVectors(0, 4)
