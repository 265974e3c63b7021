"""What the studies' tests share."""

import keras
import pytest


@pytest.fixture
def eager(monkeypatch):
    """Nothing is compiled: a few steps of a tiny model take less time than that, but for JAX."""
    if keras.backend.backend() == "jax":
        return
    compile_model = keras.Model.compile

    def compile_eagerly(model, *arguments, **settings):
        settings |= {"jit_compile": False, "run_eagerly": True}
        compile_model(model, *arguments, **settings)

    monkeypatch.setattr(keras.Model, "compile", compile_eagerly)
