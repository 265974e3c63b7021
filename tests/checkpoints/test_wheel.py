"""A wheel holds everything that a checkpoint is loaded from."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOAD_ALL = """
import nlp_helpers
from nlp_helpers.checkpoints import checkpoint_names, load_checkpoint

print(nlp_helpers.__file__)
for name in checkpoint_names():
    load_checkpoint(name)
    print(name)
"""


@pytest.fixture
def installed(tmp_path) -> Path:
    """A folder into which a wheel of the tree was installed, and nothing else."""
    tree, wheels, target = (tmp_path / name for name in ("tree", "wheels", "installed"))
    shutil.copytree(ROOT / "nlp_helpers", tree / "nlp_helpers")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    pip = [sys.executable, "-m", "pip", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", wheels, tree], check=True)
    (wheel,) = wheels.iterdir()
    subprocess.run([*pip, "install", "--no-deps", "--target", target, wheel], check=True)
    return target


@pytest.mark.slow
def test_a_wheel_loads_every_checkpoint(installed, tmp_path):
    command = [sys.executable, "-c", LOAD_ALL]
    environment = os.environ | {"PYTHONPATH": str(installed)}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]
    where, *loaded = run.stdout.split()
    assert Path(where).is_relative_to(installed)
    shipped = sorted(card.parent.name for card in ROOT.glob("nlp_helpers/checkpoints/*/card.json"))
    assert loaded == shipped
