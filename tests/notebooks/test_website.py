"""A build that was killed leaves nothing that the next one trusts."""

import subprocess

import pytest
import website


@pytest.fixture
def build(tmp_path, monkeypatch):
    """A folder with finished pages, and a jupyter-book that ends with `build.status`."""
    folder = tmp_path / "_build"
    for name in ("html", ".doctrees", ".jupyter_cache"):
        (folder / name).mkdir(parents=True)
        (folder / name / "file").touch()
    monkeypatch.setattr(subprocess, "call", lambda command, env: monkeypatch.status)
    monkeypatch.status = 0
    return folder


def test_finished_build_is_kept(build, tmp_path):
    assert website.build_site(tmp_path, stored=False) == 0
    assert (build / "html" / "file").exists()
    assert not (build / "building").exists()


def test_torn_build_is_cleared_but_for_the_executed_chapters(build, tmp_path):
    (build / "building").touch()
    assert website.build_site(tmp_path, stored=False) == 0
    assert not (build / "html" / "file").exists()
    assert not (build / ".doctrees" / "file").exists()
    assert (build / ".jupyter_cache" / "file").exists()


def test_failed_build_is_marked(build, tmp_path, monkeypatch):
    monkeypatch.setattr(subprocess, "call", lambda command, env: 1)
    assert website.build_site(tmp_path, stored=False) == 1
    assert (build / "building").exists()
