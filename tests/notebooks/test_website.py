"""A build that was killed leaves nothing that the next one trusts, and two do not meet."""

import os
import signal
import subprocess
import sys
import time

import execution_key
import nbformat
import pytest
import website
from jupyter_cache import get_cache
from nbformat.v4 import new_code_cell, new_notebook


@pytest.fixture
def build(tmp_path, monkeypatch):
    """A folder with finished pages, and a jupyter-book that has nothing to do."""
    folder = tmp_path / "_build"
    for name in ("html", ".doctrees", ".jupyter_cache"):
        (folder / name).mkdir(parents=True)
        (folder / name / "file").touch()
    monkeypatch.setattr(website, "call", lambda command, **options: 0)
    return folder


def test_finished_build_is_kept(build, tmp_path):
    assert website.build_site(tmp_path, stored=True) == 0
    assert (build / "html" / "file").exists()
    assert not (build / "building").exists()


def test_torn_build_is_cleared_but_for_the_executed_chapters(build, tmp_path):
    (build / "building").touch()
    assert website.build_site(tmp_path, stored=True) == 0
    assert not (build / "html" / "file").exists()
    assert not (build / ".doctrees" / "file").exists()
    assert (build / ".jupyter_cache" / "file").exists()


def test_failed_build_is_marked(build, tmp_path, monkeypatch):
    monkeypatch.setattr(website, "call", lambda command, **options: 1)
    assert website.build_site(tmp_path, stored=True) == 1
    assert (build / "building").exists()


def chapter(path, source):
    """Write a chapter of one cell and return its path."""
    kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [new_code_cell(source)]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernelspec}), path)
    return path


def test_chapters_run_once_and_stay_in_the_cache(tmp_path, capsys):
    paths = [chapter(tmp_path / f"{name}.ipynb", f"print({name} + 1)") for name in (1, 2, 3)]
    cache = execution_key.choose_folder(tmp_path / ".jupyter_cache", website.ROOT)
    website.execute_chapters(paths, cache)
    assert capsys.readouterr().out.count("ran in") == 3
    for path, text in zip(paths, ("2\n", "3\n", "4\n"), strict=True):
        _, ran = get_cache(cache).merge_match_into_notebook(nbformat.read(path, as_version=4))
        assert ran.cells[0].outputs[0].text == text
    website.execute_chapters(paths, cache)
    assert capsys.readouterr().out == ""


def test_a_failing_chapter_is_named_and_not_kept(tmp_path):
    path = chapter(tmp_path / "1.ipynb", "1 / 0")
    with pytest.raises(SystemExit, match=r"1\.ipynb: (.|\n)*ZeroDivisionError"):
        website.execute_chapters([path], tmp_path / "cache")
    assert get_cache(tmp_path / "cache").list_cache_records() == []


ORPHAN = 60  # seconds that a build takes where nothing ends it
BUILD = f"""
import sys, pathlib, website
folder = pathlib.Path(sys.argv[1])
book = [sys.executable, "-c", "import time; print('building', flush=True); time.sleep({ORPHAN})"]
call = website.call
website.call = lambda command, **options: call(book, **options)
sys.exit(website.build_site(folder, stored=True))
"""


@pytest.fixture
def start(tmp_path):
    """A function that starts a long build of one folder and returns it and what it printed."""
    environment = os.environ | {"PYTHONPATH": str(website.ROOT / "book" / "tools")}
    command = [sys.executable, "-c", BUILD, str(tmp_path)]
    started = []

    def start():
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        started.append(process)
        return process, process.stdout.readline()

    yield start
    for process in started:
        process.terminate()
        process.communicate()


def test_a_second_build_of_one_folder_waits_and_says_so(start):
    first, line = start()
    assert line == "building\n"
    second, line = start()
    assert "another process is at it" in line
    first.terminate()
    assert second.stdout.readline() == "building\n"
    assert first.wait() == 128 + signal.SIGTERM


def test_a_build_whose_parent_was_killed_ends_on_linux_and_is_waited_for_elsewhere(start):
    first, _ = start()
    first.kill()  # without a word to its child
    first.wait()
    killed = time.monotonic()
    second, line = start()
    if sys.platform == "linux":  # the child may need a moment to end, and not the time of a build
        assert "building\n" in (line, second.stdout.readline() if "waits" in line else "")
        assert time.monotonic() - killed < ORPHAN / 2
    else:
        assert "another process is at it" in line
        time.sleep(0.2)
        assert second.poll() is None
