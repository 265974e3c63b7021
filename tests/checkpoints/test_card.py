"""What a card says of where a model was made."""

import subprocess

import pytest

from nlp_helpers.checkpoints import card


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package's folder in a folder of somebody's own, as in `project/.venv/lib`."""
    folder = tmp_path / "project" / "lib" / "nlp_helpers"
    (folder / "checkpoints").mkdir(parents=True)
    (folder / "__init__.py").touch()
    monkeypatch.setattr(card, "__file__", str(folder / "checkpoints" / "card.py"))
    return folder


def git(folder, *arguments):
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
    command = ["git", *who, *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_outside_a_repository_it_is_unknown(package):
    assert card.commit() == "unknown"


def test_the_repository_of_somebody_else_is_not_named(package):
    project = package.parents[1]
    git(project, "init")
    git(project, "commit", "--allow-empty", "-m", "theirs")
    assert card.commit() == "unknown"


def test_changed_files_are_told_and_those_beside_the_package_are_not(package):
    project = package.parents[1]
    git(project, "init")
    git(project, "add", ".")
    git(project, "commit", "-m", "ours")
    commit = card.commit()
    assert len(commit) == 12
    (project / "notes.txt").touch()
    assert card.commit() == commit
    (package / "new.py").touch()
    assert card.commit() == f"{commit}-dirty"
