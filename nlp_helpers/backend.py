"""The two things that differ between Keras backends: a quiet import and compiling a function."""

import contextlib
import functools
import logging
import os
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def _silenced_stderr() -> Iterator[None]:
    """Send file descriptor 2 to the void: C++ code writes there without asking Python."""
    saved = os.dup(2)
    try:
        with open(os.devnull, "w") as void:
            os.dup2(void.fileno(), 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


@functools.cache
def quiet_import() -> None:
    """Import Keras and run one operation without the backend's greetings.

    TensorFlow writes several lines straight to file descriptor 2 while it is imported and at its
    first operation, before any logging level is read. In a notebook they end up in the stored
    outputs, so the descriptor is redirected around both. A real failure still raises.

    Later TensorFlow would warn of retracing: it counts by a function's code, which all of Keras's
    models share, and takes a few models for one that is traced again and again. That goes, too.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with _silenced_stderr():
        import keras

        keras.ops.convert_to_numpy(keras.ops.ones(1) + 1)
    logging.getLogger("tensorflow").addFilter(lambda record: "retracing" not in record.getMessage())


def compiled(function: Callable, *, variables: tuple = ()) -> Callable:
    """Compile a function of tensors for the active Keras backend.

    The result may be called again and again: the same shapes and dtypes never compile twice.

    Args:
        function: takes and returns nested structures of tensors.
        variables: the Keras variables that `function` reads. JAX would bake their values into
            the compiled code; handing them over keeps the code right after the weights change.

    Returns:
        A function of the same arguments: a `tf.function` under TensorFlow, `jax.jit` under JAX,
        and plain execution without gradients under PyTorch, which has no cheap compiler.
    """
    import keras

    return {"tensorflow": _for_tensorflow, "jax": _for_jax, "torch": _for_torch}[
        keras.backend.backend()
    ](function, variables)


def _for_tensorflow(function: Callable, variables: tuple) -> Callable:
    import tensorflow as tf

    # TensorFlow warns of retracing by a function's code, which all closures of one kind share. A
    # partial has none, so that each is counted alone. Keras operations need no AutoGraph.
    return tf.function(functools.partial(function), autograph=False)


def _for_jax(function: Callable, variables: tuple) -> Callable:
    import jax
    import keras

    @jax.jit
    def pure(values, *arguments):
        with keras.StatelessScope(zip(variables, values, strict=True)):
            return function(*arguments)

    return lambda *arguments: pure([variable.value for variable in variables], *arguments)


def _for_torch(function: Callable, variables: tuple) -> Callable:
    import torch

    return torch.no_grad()(function)
