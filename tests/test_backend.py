"""What is hidden and what is not, the device, and compiled functions without false alarms."""

import logging
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from keras import ops

from nlp_helpers import backend
from nlp_helpers.backend import compiled, quiet_import

tensorflow_only = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="only TensorFlow warns"
)
IMPORT = "from nlp_helpers.backend import quiet_import; print(quiet_import())"
KERAS = """
import os
from types import SimpleNamespace

os.write(2, b"hello from C\\n")
{end}
backend = SimpleNamespace(backend=lambda: "tensorflow")
ops = SimpleNamespace(ones=lambda *of: of, transpose=len, convert_to_numpy=abs)
"""


@pytest.fixture
def run_with_keras(tmp_path):
    """Run code in a process of its own, in which `import keras` says hello and ends in some way."""

    def run(code: str, end: str = "", shell: str = 'exec "$@"') -> subprocess.CompletedProcess:
        (tmp_path / "keras.py").write_text(KERAS.format(end=end))
        environment = {k: v for k, v in os.environ.items() if k != "KERAS_BACKEND"}
        environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), *sys.path])
        command = ["sh", "-c", shell, "sh", sys.executable, "-c", code]
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    return run


def test_greetings_are_kept(run_with_keras):
    done = run_with_keras(IMPORT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "hello from C\n\n", "")


@tensorflow_only
def test_integers_are_transposed_without_a_word():
    code = "from nlp_helpers.backend import quiet_import; quiet_import(); from keras import ops; "
    code += "ops.transpose(ops.ones((2, 3), 'int64'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


TRITON = "import sys; assert 'keras' not in sys.modules"


@pytest.mark.parametrize(
    ("triton", "before", "found"),
    [
        (TRITON, "", True),
        (TRITON, "sys.modules['tensorflow'] = sys", False),  # it would end the process
        ("import no_such_library", "", False),
    ],
    ids=["first", "too late", "broken"],
)
def test_triton_is_imported_before_tensorflow_or_not_at_all(
    run_with_keras, tmp_path, triton, before, found
):
    (tmp_path / "triton.py").write_text(triton)
    done = run_with_keras(f"import sys; {before}\n{IMPORT}\nprint('triton' in sys.modules)")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"{found}\n")


def test_without_a_gpu_nobody_is_told_that_cuda_does_not_start(run_with_keras):
    warn = "\nimport warnings; warnings.warn('CUDA initialization: error 302')"
    done = run_with_keras(IMPORT + warn)
    assert (done.returncode, "CUDA" in done.stderr) == (0, shutil.which("nvidia-smi") is not None)


def test_greetings_are_shown_when_the_import_fails(run_with_keras):
    done = run_with_keras(IMPORT, end="raise ImportError('no such library')")
    assert done.returncode == 1
    assert "hello from C" in done.stderr
    assert "ImportError: no such library" in done.stderr


def test_greetings_are_shown_when_the_import_aborts(run_with_keras):
    done = run_with_keras(IMPORT, end="os.abort()")
    assert done.returncode < 0
    assert done.stderr == "hello from C\n"


def test_stderr_may_be_closed(run_with_keras):
    done = run_with_keras(IMPORT, shell='exec "$@" 2>&-')
    assert (done.returncode, done.stdout) == (0, "hello from C\n\n")


@pytest.mark.parametrize("name", ["numpy", "openvino", "tensorfow"])
def test_unknown_backends_are_refused_by_name(monkeypatch, name):
    monkeypatch.setenv("KERAS_BACKEND", name)
    with pytest.raises(ValueError, match=f"'{name}'; set it to one of tensorflow, jax, torch$"):
        quiet_import.__wrapped__()


def test_a_backend_that_is_not_installed_is_refused(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.setattr(backend.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match="'jax', which is not installed"):
        quiet_import.__wrapped__()


def test_the_command_line_refuses_an_unknown_backend_in_one_line():
    command = [sys.executable, "-m", "nlp_helpers", "checkpoints"]
    environment = os.environ | {"KERAS_BACKEND": "numpy"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert "Error: KERAS_BACKEND is 'numpy'; set it to one of" in done.stderr
    assert "Traceback" not in done.stderr


def test_cores_are_counted_where_the_platform_ties_none(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)  # as on macOS
    assert backend.cpu_cores() == os.cpu_count()


@pytest.mark.parametrize(("cores", "name"), [(1, "1 CPU core"), (2, "2 CPU cores")])
def test_without_a_gpu_the_cores_are_told(monkeypatch, cores, name):
    monkeypatch.setattr(backend, "gpu_name", lambda: None)
    monkeypatch.setattr(backend, "cpu_cores", lambda: cores)
    assert backend.device_name() == name


def test_a_gpu_is_called_by_its_name(monkeypatch):
    name = "NVIDIA H100 80GB HBM3"
    match keras.backend.backend():
        case "tensorflow":
            config = pytest.importorskip("tensorflow").config
            monkeypatch.setattr(config, "list_physical_devices", lambda kind: [kind])
            details = {"GPU": {"device_name": name}}
            monkeypatch.setattr(config.experimental, "get_device_details", details.get)
        case "jax":
            device = SimpleNamespace(platform="gpu", device_kind=name)
            monkeypatch.setattr(pytest.importorskip("jax"), "devices", lambda: [device])
        case "torch":
            device = SimpleNamespace(type="cuda")
            monkeypatch.setattr(ops, "zeros", lambda shape: SimpleNamespace(device=device))
            cuda = pytest.importorskip("torch").cuda
            monkeypatch.setattr(cuda, "get_device_name", lambda device: name)
    assert backend.device_name() == name


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo NVIDIA H100", "nvidia-smi: NVIDIA H100. "),
        ("echo Driver/library version mismatch; exit 18", "nvidia-smi: Driver/library version "),
    ],
)
def test_a_gpu_that_is_not_used_is_told_with_the_reason(monkeypatch, tmp_path, script, says):
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    greetings = "W0000 00:00:1.2 3 gpu_device.cc:1] Cannot dlopen some GPU libraries.\nHello.\n"
    monkeypatch.setattr(backend, "quiet_import", lambda: greetings)
    monkeypatch.setattr(backend, "gpu_name", lambda: None)
    line = backend.unused_gpu()
    assert says in line
    assert line.endswith("Backend: Cannot dlopen some GPU libraries.")
    monkeypatch.setattr(backend, "gpu_name", lambda: "NVIDIA H100")
    assert backend.unused_gpu() is None


@pytest.fixture
def heard(caplog, monkeypatch):
    """What TensorFlow's logger lets through."""
    quiet_import()
    monkeypatch.setattr(logging.getLogger("tensorflow"), "propagate", True)
    return caplog


@tensorflow_only
def test_many_compiled_closures_are_not_taken_for_retracing(heard):
    def make(number):
        return compiled(lambda x: x + number)

    for number in range(10):
        assert float(make(number)(ops.zeros(()))) == number
    assert not heard.records


@tensorflow_only
def test_many_shapes_are_not_taken_for_retracing(heard):
    """A function compiled for sentences of ten lengths is traced ten times, and rightly so."""
    double = compiled(lambda x: 2 * x)
    for length in range(10):
        assert double(ops.ones((length,))).shape == (length,)
    assert not heard.records


@tensorflow_only
def test_many_models_are_not_taken_for_retracing(heard):
    for width in range(1, 11):
        model = keras.Sequential([keras.Input((width,)), keras.layers.Rescaling(2.0)])
        assert model.predict_on_batch(np.ones((1, width))).sum() == 2 * width
    assert not heard.records


@tensorflow_only
def test_retracing_by_the_reader_is_told(heard):
    tf = pytest.importorskip("tensorflow")
    double = tf.function(lambda x: 2 * x)
    for number in range(10):  # a Python number is traced anew each time
        double(number)
    assert "retracing" in heard.text


def test_gradients_of_variables():
    x, y = keras.Variable([1.0, 2.0]), keras.Variable(3.0)
    by_x, by_y = backend.gradients(lambda power: ops.sum(y * x**power), [x, y], 2)
    np.testing.assert_allclose(by_x, [6.0, 12.0])
    np.testing.assert_allclose(by_y, 5.0)


def test_gradients_of_a_frozen_variable_and_of_one_that_is_not_read():
    x, frozen, unread = (keras.Variable(3.0, trainable=each) for each in (True, False, True))
    slopes = backend.gradients(lambda: x * frozen**2, [x, frozen, unread])
    np.testing.assert_array_equal(slopes, [9.0, 18.0, 0.0])
    np.testing.assert_array_equal(backend.gradients(lambda: ops.ones(()), [unread]), [0.0])
    assert not frozen.trainable


def test_gradients_of_a_layer_with_a_table():
    """Of an embedding's rows TensorFlow keeps only those that were read."""
    layer = keras.layers.Embedding(3, 2)
    layer.build((None,))
    layer.trainable = False
    [slopes] = backend.gradients(lambda: ops.sum(layer(np.array([1, 1, 2]))), layer.variables)
    np.testing.assert_array_equal(slopes, [[0, 0], [2, 2], [1, 1]])


def test_gradients_of_a_scalar_only():
    x = keras.Variable([1.0, 2.0])
    with pytest.raises(ValueError, match=r"must be a scalar, not of shape \(2,\)"):
        backend.gradients(lambda: 2 * x, [x])
