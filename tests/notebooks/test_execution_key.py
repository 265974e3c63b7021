"""Executed chapters are used again only while nothing they depend on has changed."""

import execution_key
import nbformat
import pytest
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbformat.v4 import new_code_cell, new_notebook


@pytest.fixture
def root(tmp_path):
    """A repository in small."""
    (tmp_path / "nlp_helpers" / "checkpoints").mkdir(parents=True)
    (tmp_path / "nlp_helpers" / "models.py").write_text("width = 512\n")
    (tmp_path / "nlp_helpers" / "checkpoints" / "weights.safetensors").write_bytes(b"\0\1")
    (tmp_path / "requirements.txt").write_text("keras==3.15.1\n")
    (tmp_path / "requirements-torch.txt").write_text("torch==2.13.0\n")
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "nlp_helpers/models.py",
        "nlp_helpers/checkpoints/weights.safetensors",
        "requirements.txt",
        "requirements-torch.txt",
    ],
)
def test_key_changes_with_every_file(root, name):
    before = execution_key.execution_key(root)
    (root / name).write_bytes(b"changed")
    assert execution_key.execution_key(root) != before


@pytest.mark.parametrize("name", ["NLP_PROFILE", "KERAS_BACKEND"])
def test_key_changes_with_profile_and_backend(root, monkeypatch, name):
    before = execution_key.execution_key(root)
    monkeypatch.setenv(name, "other")
    assert execution_key.execution_key(root) != before


def test_key_does_not_change_with_bytecode(root):
    before = execution_key.execution_key(root)
    (root / "nlp_helpers" / "__pycache__").mkdir()
    (root / "nlp_helpers" / "__pycache__" / "models.pyc").write_bytes(b"\0")
    assert execution_key.execution_key(root) == before


@pytest.fixture
def cache(tmp_path):
    """A cache that holds one executed chapter."""
    book = get_cache(tmp_path / "cache")
    book.cache_notebook_bundle(CacheBundleIn(chapter(), "01.ipynb"), check_validity=False)
    return tmp_path / "cache"


def chapter() -> nbformat.NotebookNode:
    """Return the chapter that the cache holds."""
    return new_notebook(cells=[new_code_cell("print(1)", execution_count=1)])


def entry(cache):
    """Return the one file of an executed chapter."""
    (path,) = cache.glob("executed/*/base.ipynb")
    return path


@pytest.mark.parametrize("damage", ["torn", "no file", "no folder"])
def test_damage_of_a_killed_run_is_mended(cache, damage):
    path = entry(cache)
    if damage == "torn":
        path.write_text(path.read_text()[:40])
    else:
        path.unlink()
    if damage == "no folder":
        path.parent.rmdir()
    execution_key.remove_damage(cache)
    execution_key.remove_lost_records(cache)
    book = get_cache(cache)
    assert book.list_cache_records() == []
    book.cache_notebook_bundle(CacheBundleIn(chapter(), "01.ipynb"), check_validity=False)
    assert entry(cache).exists()


def test_whole_cache_is_left_alone(cache):
    execution_key.remove_damage(cache)
    execution_key.remove_lost_records(cache)
    assert len(get_cache(cache).list_cache_records()) == 1
