"""The environment is used again when whole, and mended when not."""

import subprocess
import sys

import environment
import pytest
import stage


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """A repository in small, and what would have been done to it."""
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_text(f"{name}\n")
    venv = tmp_path / ".venv"
    venv.mkdir()
    (venv / "bin").mkdir()
    (venv / "bin" / "python").symlink_to(sys.executable)
    calls = []
    monkeypatch.setattr(environment, "ROOT", str(tmp_path))
    monkeypatch.setattr(environment, "VENV_PYTHON", str(venv / "bin" / "python"))
    monkeypatch.setattr(environment, "STAMP", str(venv / "installed"))
    monkeypatch.setattr(environment, "create", lambda: calls.append("create"))
    monkeypatch.setattr(environment, "pip", lambda *arguments: calls.append(arguments[0]))
    return calls


INSTALLED = ["-r", "--no-deps"]


def test_first_run_makes_and_fills_it_and_the_second_does_nothing(calls):
    environment.main()
    assert calls == ["create", *INSTALLED]
    environment.main()
    assert calls == ["create", *INSTALLED]


def test_new_requirements_are_installed_into_what_is_there(calls, tmp_path):
    environment.main()
    calls.clear()
    (tmp_path / "requirements.txt").write_text("keras\n")
    environment.main()
    assert calls == INSTALLED


def test_killed_installation_is_done_again_from_the_start(calls, monkeypatch):
    def killed(*arguments):
        raise KeyboardInterrupt

    environment.main()
    calls.clear()
    with monkeypatch.context() as patch:
        patch.setattr(environment, "wanted_stamp", lambda: "other\n")
        patch.setattr(environment, "present_stamp", lambda: f"old\n{environment.ROOT}\n")
        patch.setattr(environment, "pip", killed)
        with pytest.raises(KeyboardInterrupt):
            environment.main()
    environment.main()
    assert calls == ["create", *INSTALLED]


def test_moved_repository_gets_a_new_environment(calls, tmp_path):
    environment.main()
    calls.clear()
    (tmp_path / ".venv" / "installed").write_text("digest\n/another/place\n")
    environment.main()
    assert calls == ["create", *INSTALLED]


def test_without_a_fitting_python_it_says_what_was_found(monkeypatch):
    monkeypatch.setattr(environment.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(environment, "version_of", lambda path: "3.9")
    with pytest.raises(SystemExit, match=r"3\.11, 3\.12 or 3\.13.*/bin/python3 is 3\.9"):
        environment.find_python()


@pytest.mark.parametrize("status", [0, 3])
def test_stage_hands_on_the_status_and_the_time(status, capsys):
    command = [sys.executable, "-c", f"raise SystemExit({status})"]
    assert stage.run("Nothing", command) == status
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "==> Nothing"
    assert lines[1].startswith("<== Nothing: ")
    assert lines[1].endswith(" s")


def test_help_lists_every_command():
    done = subprocess.run(
        ["make", "help"],
        cwd=stage.__file__.rpartition("/book/")[0],
        capture_output=True,
        text=True,
        check=True,
    )
    for command in ("book", "test", "notebooks", "serve", "bench", "lint", "clean"):
        assert f"make {command}" in done.stdout
