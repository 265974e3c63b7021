"""Compiled functions raise no false alarms."""

import logging

import keras
import pytest
from keras import ops

from nlp_helpers.backend import compiled


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="only TensorFlow warns")
def test_many_compiled_closures_are_not_taken_for_retracing(caplog, monkeypatch):
    def make(number):
        return compiled(lambda x: x + number)

    monkeypatch.setattr(logging.getLogger("tensorflow"), "propagate", True)
    for number in range(10):
        assert float(make(number)(ops.zeros(()))) == number
    assert not caplog.records
