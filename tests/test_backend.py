"""Compiled functions raise no false alarms."""

import logging

import keras
import numpy as np
import pytest
from keras import ops

from nlp_helpers.backend import compiled, quiet_import


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="only TensorFlow warns")
def test_many_compiled_closures_are_not_taken_for_retracing(caplog, monkeypatch):
    def make(number):
        return compiled(lambda x: x + number)

    monkeypatch.setattr(logging.getLogger("tensorflow"), "propagate", True)
    for number in range(10):
        assert float(make(number)(ops.zeros(()))) == number
    assert not caplog.records


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="only TensorFlow warns")
def test_many_models_are_not_taken_for_retracing(caplog, monkeypatch):
    quiet_import()
    monkeypatch.setattr(logging.getLogger("tensorflow"), "propagate", True)
    for width in range(1, 11):
        model = keras.Sequential([keras.Input((width,)), keras.layers.Rescaling(2.0)])
        assert model.predict_on_batch(np.ones((1, width))).sum() == 2 * width
    assert not caplog.records
