"""What a checkpoint's card says about how it was made."""

import os
import platform
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import keras

from nlp_helpers.datasets import DatasetCard

if TYPE_CHECKING:
    from nlp_helpers.training.loop import Progress
    from nlp_helpers.training.recipes import Recipe


def data_entry(card: DatasetCard) -> dict:
    """Return what a checkpoint says about a corpus it was trained on."""
    entry = asdict(card)
    return {key: entry[key] for key in ("name", "title", "sha256", "licence", "citation")}


def training_entry(recipe: "Recipe", progress: "Progress") -> dict:
    """Return how a training went: its recipe, its time and the machine."""
    return {
        "recipe": asdict(recipe),
        "steps": progress.step,
        "seconds": round(progress.seconds),
        "machine": machine(),
        "backend": keras.backend.backend(),
        "keras": keras.__version__,
        "commit": commit(),
    }


def machine() -> str:
    """Name what this process computes on, such as "2 cores of x86_64"."""
    if any("gpu" in name for name in keras.distribution.list_devices()):
        return "a GPU"
    return f"{os.cpu_count()} CPU cores ({platform.machine()})"


def commit() -> str:
    """Return the git commit that the package's files are of, "unknown" outside a clone."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    folder = Path(__file__).parent
    try:
        return subprocess.check_output(
            command, cwd=folder, text=True, stderr=subprocess.DEVNULL
        ).strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
