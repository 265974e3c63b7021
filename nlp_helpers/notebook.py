"""The one call in every chapter's first cell, and the profile it runs in."""

import importlib.metadata
import os
import sys
import warnings
from typing import TypeVar

from packaging.requirements import Requirement

from nlp_helpers import plotting
from nlp_helpers.backend import device_name, multiply_in_full, quiet_import, quietly, unused_gpu
from nlp_helpers.errors import NlpHelpersError

PROFILES = ("quick", "full")
Value = TypeVar("Value")


def setup(seed: int = 42) -> None:
    """Make a notebook ready: check versions, seed everything, set the figure style.

    Prints one line that says which Keras, backend, device and profile the chapter runs with, and
    a second one where there is a GPU that the backend does not use. The seed is for Python's,
    NumPy's and the backend's random numbers. Introduced in chapter 01, Characters.

    Raises:
        NlpHelpersError: if an installed version does not fit the package.
        ValueError: if `NLP_PROFILE` or `KERAS_BACKEND` holds none of the known names.
    """
    chosen = profile()
    check_versions()
    quiet_import()
    import keras

    with quietly():  # Keras imports TensorFlow to seed it, whatever the backend
        keras.utils.set_random_seed(seed)
    multiply_in_full()
    plotting.use_style()
    warnings.filterwarnings("ignore", "IProgress not found")  # tqdm misses widgets for its bars
    backend = keras.backend.backend()
    print(f"Keras {keras.__version__} on {backend}, {device_name()}, {chosen} profile")
    if reason := unused_gpu():
        print(reason)


def profile() -> str:
    """Return how much the notebooks do: "quick" (the default) or "full", from `NLP_PROFILE`."""
    chosen = os.environ.get("NLP_PROFILE", "quick")
    if chosen not in PROFILES:
        raise ValueError(f"NLP_PROFILE is {chosen!r}; set it to 'quick' or 'full', or unset it")
    return chosen


def by_profile(*, quick: Value, full: Value) -> Value:
    """Return the value that belongs to the present profile.

    Example:
        >>> steps = by_profile(quick=100, full=5_000)
    """
    return {"quick": quick, "full": full}[profile()]


def check_versions() -> None:
    """Raise an `NlpHelpersError` that names every package that is missing or outside its range."""
    faults = {need: fault for need in _needs() if (fault := _fault(need))}
    if faults:
        packages = " ".join(f"'{need.name}{need.specifier}'" for need in faults)
        remedy = f"{sys.executable} -m pip install {packages}"
        raise NlpHelpersError(f"{'; '.join(faults.values())}. Restart the kernel after: {remedy}")


def _needs() -> list[Requirement]:
    """Return the package's requirements; none where it is used without being installed."""
    try:
        return [Requirement(line) for line in importlib.metadata.requires("nlp_helpers") or []]
    except importlib.metadata.PackageNotFoundError:
        return []


def _fault(need: Requirement) -> str | None:
    """Return what is wrong with one requirement, or None."""
    if need.marker and not need.marker.evaluate({"extra": ""}):
        return None
    try:
        version = importlib.metadata.version(need.name)
    except importlib.metadata.PackageNotFoundError:
        return f"{need.name} is missing ({need} is needed)"
    module = sys.modules.get(need.name.replace("-", "_"))
    loaded = vars(module).get("__version__", version) if module else version
    for present in (version, loaded):  # a kernel goes on with what it loaded before an upgrade
        if not need.specifier.contains(present, prereleases=True):
            return f"{need.name} is {present}, but {need} is needed"
    return None
