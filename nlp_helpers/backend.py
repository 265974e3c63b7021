"""What differs between Keras backends: the quiet import, the device, gradients, compiling."""

import contextlib
import functools
import importlib.util
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np

from nlp_helpers.errors import ArgumentError

BACKENDS = ("tensorflow", "jax", "torch")

# Shows what was kept if the program that keeps it ends without a word.
WITNESS = """
import os, sys
if not sys.stdin.read():
    os.write(2, os.pread(int(sys.argv[1]), 1 << 20, 0))
"""


@contextlib.contextmanager
def quietly() -> Iterator[BinaryIO]:
    """Keep what is written to file descriptor 2 in a file, which the block is given.

    C++ code writes there without asking Python. What was kept is shown if the block raises, and
    if it aborts the process: a second process waits for that.
    """
    try:
        os.fstat(2)
    except OSError:  # closed, and what the next open file would get: let it lead nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with tempfile.TemporaryFile() as kept:
        number = kept.fileno()
        command = [sys.executable, "-IS", "-c", WITNESS, str(number)]
        settings = {"stdin": subprocess.PIPE, "pass_fds": [number], "start_new_session": True}
        with subprocess.Popen(command, **settings) as witness:
            saved = os.dup(2)
            os.dup2(number, 2)
            try:
                yield kept
            finally:
                os.dup2(saved, 2)
                os.close(saved)
            witness.communicate(b"All is well.")


def make_room_for_torch() -> None:
    """Let PyTorch for CUDA, which may be imported later, live beside TensorFlow.

    It brings Triton along. TensorFlow's wheels from 2.20 on load their LLVM for all to see, and
    Triton's own crashes on it: the process ends without a word, unless Triton came first
    (tensorflow/tensorflow#124205). Where there is no GPU, TensorFlow's stand-in for CUDA's library
    makes PyTorch warn that CUDA does not start.
    """
    if "tensorflow" not in sys.modules:
        with contextlib.suppress(ImportError):
            import triton  # noqa: F401
    if not shutil.which("nvidia-smi"):
        warnings.filterwarnings("ignore", "CUDA initialization")


@functools.cache
def quiet_import() -> str:
    """Import Keras and run one operation without the backend's greetings; return them.

    TensorFlow writes several lines straight to file descriptor 2 while it is imported and at its
    first operation, before any logging level is read. In a notebook they would end up in the
    stored outputs. A backend that is unknown or not installed raises a ValueError.
    """
    if chosen := os.environ.get("KERAS_BACKEND"):
        _check_backend(chosen)
    # Where there is a GPU, warnings say why it cannot be used.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1" if shutil.which("nvidia-smi") else "2")
    with quietly() as kept:
        make_room_for_torch()
        import keras

        _check_backend(keras.backend.backend())  # Keras's own settings may have chosen it
        table = keras.ops.ones((2, 3), "int32")  # oneDNN tells once that it leaves integers alone
        keras.ops.convert_to_numpy(keras.ops.transpose(table))
        kept.seek(0)
        greetings = kept.read().decode(errors="replace")
    logging.getLogger("tensorflow").addFilter(_is_no_false_alarm)
    return greetings


def _check_backend(name: str) -> None:
    if name not in BACKENDS:
        raise ArgumentError(f"KERAS_BACKEND is {name!r}; set it to one of {', '.join(BACKENDS)}")
    if importlib.util.find_spec(name) is None:
        raise ArgumentError(f"KERAS_BACKEND is {name!r}, which is not installed")


def _is_no_false_alarm(record: logging.LogRecord) -> bool:
    """Let TensorFlow warn of retracing only where it speaks of the reader's function.

    It counts by a function's code, which all of Keras's models share, and takes a few models for
    one that is traced again and again. What `compiled` makes is a partial, traced once a shape.
    """
    message = record.getMessage()
    ours = "TensorFlowTrainer" in message or "functools.partial(" in message
    return not ("retracing" in message and ours)


def multiply_in_full() -> None:
    """Keep the backend from rounding factors to 10 bits (TF32), as it does on recent NVIDIA GPUs.

    The chapters and the tests compute by hand what a layer computes, and compare the two.
    """
    import keras

    match keras.backend.backend():
        case "tensorflow":
            import tensorflow as tf

            tf.config.experimental.enable_tensor_float_32_execution(False)
        case "jax":
            import jax

            jax.config.update("jax_default_matmul_precision", "highest")
        case "torch":
            import torch

            torch.set_float32_matmul_precision("highest")
            torch.backends.cudnn.allow_tf32 = False


def device_name() -> str:
    """Name what the backend computes on: a GPU's own name, or the number of CPU cores."""
    cores = cpu_cores()
    return gpu_name() or f"{cores} CPU core{'s' if cores > 1 else ''}"


def cpu_cores() -> int:
    """Return how many CPU cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows do not tie a process to some of the cores
        return os.cpu_count() or 1


def gpu_name() -> str | None:
    """Return the name of the first GPU that the backend computes on; None if it uses none."""
    import keras

    match keras.backend.backend():
        case "tensorflow":
            import tensorflow as tf

            for gpu in tf.config.list_physical_devices("GPU"):
                return tf.config.experimental.get_device_details(gpu).get("device_name", "a GPU")
        case "jax":
            import jax

            if (device := jax.devices()[0]).platform != "cpu":
                return device.device_kind
        case "torch":
            import torch

            if (device := keras.ops.zeros(()).device).type != "cpu":
                cuda = device.type == "cuda"
                return torch.cuda.get_device_name(device) if cuda else f"a GPU ({device.type})"
    return None


def unused_gpu() -> str | None:
    """Say why the backend does not compute on an NVIDIA GPU; None if it does or there is none."""
    tool = shutil.which("nvidia-smi")
    if tool is None or gpu_name():
        return None
    about = re.compile("cuda|cuInit|gpu", re.IGNORECASE)
    said = [line.split("] ")[-1] for line in quiet_import().splitlines() if about.search(line)]
    reason = " ".join(dict.fromkeys(said)) or "installed without CUDA"
    return f"GPU not used. nvidia-smi: {_first_words(tool)} Backend: {reason}"


def _first_words(tool: str) -> str:
    """Return what NVIDIA's tool calls the first GPU, or what it says when it fails."""
    command = [tool, "--query-gpu=name", "--format=csv,noheader"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{error}."
    return (done.stdout + done.stderr).strip().partition("\n")[0].rstrip(".") + "."


def in_float32(tensor: Any) -> np.ndarray:
    """Return a tensor as a NumPy array of float32, also where Keras computes in half precision."""
    import keras

    return keras.ops.convert_to_numpy(keras.ops.cast(tensor, "float32"))


def gradients(loss: Callable, variables: Sequence, *arguments: Any) -> list[np.ndarray]:
    """Differentiate a loss with respect to Keras variables, on any backend: an array for each.

    The loss is called with `arguments`, reads the variables, frozen or not, and returns a scalar:
    another shape is a ValueError. Of a variable that it does not read the gradient is zero.
    Introduced in chapter 03, Stateful RNNs.

    Example:
        >>> x = keras.Variable(3.0)
        >>> gradients(lambda: x * x, [x])
        [array(6., dtype=float32)]
    """
    import keras

    def scalar(*arguments: Any) -> Any:
        result = loss(*arguments)
        if shape := tuple(result.shape):
            raise ArgumentError(f"a loss must be a scalar, not of shape {shape}: take its mean")
        return result

    values = [variable.value for variable in variables]
    match keras.backend.backend():
        case "tensorflow":
            import tensorflow as tf

            with tf.GradientTape() as tape:
                tape.watch(values)
                result = scalar(*arguments)
            slopes = tape.gradient(result, values, unconnected_gradients="zero")
        case "jax":
            import jax

            slopes = jax.grad(_with_values_given(scalar, variables))(values, *arguments)
        case "torch":
            import torch

            slopes = torch.func.grad(_with_values_given(scalar, variables))(values, *arguments)
    return [keras.ops.convert_to_numpy(slope) for slope in slopes]


def compiled(function: Callable, *, variables: tuple = ()) -> Callable:
    """Compile a function of nested tensors for the active Keras backend.

    The result takes the same arguments; the same shapes and dtypes never compile twice. It is a
    `tf.function` under TensorFlow, `jax.jit` under JAX, and plain execution without gradients under
    PyTorch, which has no cheap compiler.

    Args:
        function: what to compile.
        variables: the Keras variables that `function` reads. JAX would bake their values into
            the compiled code; handing them over keeps the code right after the weights change.
    """
    import keras

    match keras.backend.backend():
        case "tensorflow":
            import tensorflow as tf

            # TensorFlow warns of retracing by a function's code, which all closures of one kind
            # share. A partial has none: each counts alone. Keras operations need no AutoGraph.
            return tf.function(functools.partial(function), autograph=False)
        case "jax":
            import jax

            run = jax.jit(_with_values_given(function, variables))
            return lambda *arguments: run([each.value for each in variables], *arguments)
        case "torch":
            import torch

            return torch.no_grad()(function)


def _with_values_given(function: Callable, variables: Sequence) -> Callable:
    """The function with the variables' values as its first argument, as JAX wants it."""
    import keras

    def pure(values: Sequence, *arguments: Any) -> Any:
        with keras.StatelessScope(zip(variables, values, strict=True)):
            return function(*arguments)

    return pure
