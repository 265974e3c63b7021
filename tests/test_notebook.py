"""The first cell's one call, and the profile."""

import importlib.metadata
import subprocess
import sys

import keras
import numpy as np
import pytest
from packaging.requirements import Requirement

from nlp_helpers import notebook
from nlp_helpers.errors import NlpHelpersError


def test_profile_is_quick_unless_set(monkeypatch):
    monkeypatch.delenv("NLP_PROFILE", raising=False)
    assert notebook.profile() == "quick"
    assert notebook.by_profile(quick=1, full=2) == 1


def test_profile_is_what_the_variable_says(monkeypatch):
    monkeypatch.setenv("NLP_PROFILE", "full")
    assert notebook.profile() == "full"
    assert notebook.by_profile(quick=1, full=2) == 2


def test_unknown_profile_is_refused(monkeypatch):
    monkeypatch.setenv("NLP_PROFILE", "fast")
    with pytest.raises(ValueError, match=r"'fast'.*'quick' or 'full'"):
        notebook.profile()


def test_setup_says_where_it_runs_and_seeds(monkeypatch, capsys):
    monkeypatch.setenv("NLP_PROFILE", "quick")
    notebook.setup(seed=7)
    first = np.random.random()
    line = capsys.readouterr().out
    assert line.startswith(f"Keras {keras.__version__} on {keras.backend.backend()}, ")
    assert line.endswith(" quick profile\n")
    notebook.setup(seed=7)
    assert np.random.random() == first


def test_setup_has_products_computed_in_full():
    match keras.backend.backend():
        case "tensorflow":
            config = pytest.importorskip("tensorflow").config.experimental
            config.enable_tensor_float_32_execution(True)
            notebook.setup()
            assert not config.tensor_float_32_execution_enabled()
        case "jax":
            config = pytest.importorskip("jax").config
            config.update("jax_default_matmul_precision", "tensorfloat32")
            notebook.setup()
            assert config.jax_default_matmul_precision == "highest"
        case "torch":
            torch = pytest.importorskip("torch")
            torch.set_float32_matmul_precision("high")
            torch.backends.cudnn.allow_tf32 = True
            notebook.setup()
            assert torch.get_float32_matmul_precision() == "highest"
            assert not torch.backends.cudnn.allow_tf32


def test_setup_tells_of_a_gpu_that_is_not_used(monkeypatch, capsys):
    monkeypatch.setattr(notebook, "unused_gpu", lambda: "GPU not used, since it is off.")
    notebook.setup()
    assert capsys.readouterr().out.endswith("profile\nGPU not used, since it is off.\n")


def test_installed_versions_fit():
    notebook.check_versions()


def test_version_outside_its_range_is_named_with_the_remedy(monkeypatch):
    needs = [Requirement("keras>=99"), Requirement("no-such-package>=1")]
    monkeypatch.setattr(notebook, "_needs", lambda: needs)
    with pytest.raises(NlpHelpersError, match=r"keras>=99 is needed.*pip install 'keras>=99'"):
        notebook.check_versions()
    with pytest.raises(NlpHelpersError, match="no-such-package is missing"):
        notebook.check_versions()


def test_version_that_was_loaded_before_an_upgrade_asks_for_a_restart(monkeypatch):
    monkeypatch.setattr(keras, "__version__", "3.10.0")
    with pytest.raises(NlpHelpersError, match=r"keras is 3\.10\.0, but keras.*Restart the kernel"):
        notebook.check_versions()


def test_package_that_is_not_installed_has_no_needs(monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", missing)
    notebook.check_versions()


def test_setup_in_a_fresh_process_writes_nothing_to_stderr():
    """TensorFlow's own lines, and what tqdm misses, would end up in a chapter's stored output."""
    code = "from nlp_helpers import notebook; notebook.setup(); import warnings; "
    code += "warnings.warn('IProgress not found. Please update jupyter and ipywidgets.')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Keras ")
    assert done.stderr == ""
