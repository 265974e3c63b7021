"""The environment is used again when whole, mended when not, and installed by hashes alone."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import environment
import pytest
from lock import only_one

ROOT = Path(environment.ROOT)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository in small, at whose .venv the tool looks."""
    root = tmp_path / "clone"
    root.mkdir()
    for name in ("requirements.txt", "requirements-cuda.txt", "pyproject.toml"):
        (root / name).write_text(f"{name}\n")
    venv = root / ".venv"
    monkeypatch.setattr(environment, "ROOT", str(root))
    monkeypatch.setattr(environment, "VENV", str(venv))
    monkeypatch.setattr(environment, "VENV_PYTHON", str(venv / "bin" / "python"))
    monkeypatch.setattr(environment, "STAMP", str(venv / "installed"))
    return root


def make_venv(root):
    """Make what stands for an environment: a Python that runs."""
    (root / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
    python = root / ".venv" / "bin" / "python"
    python.unlink(missing_ok=True)
    python.symlink_to(sys.executable)


@pytest.fixture
def calls(repository, monkeypatch):
    """What would have been done to the environment."""
    calls = []

    class Recorder:
        def lock(self, name):
            calls.append(name)

        def bootstrap(self):
            calls.append("bootstrap")

        def __call__(self, *arguments):
            calls.append(arguments[-1])

    def create():
        shutil.rmtree(repository / ".venv", ignore_errors=True)
        make_venv(repository)
        calls.append("create")

    monkeypatch.setattr(environment, "create", create)
    monkeypatch.setattr(environment, "Installer", Recorder)
    return calls


INSTALLED = ["bootstrap", "requirements.txt", "."]


def test_first_run_makes_and_fills_it_and_the_second_does_nothing(calls):
    environment.main([])
    assert calls == ["create", *INSTALLED]
    environment.main([])
    assert calls == ["create", *INSTALLED]


def test_an_extra_is_added_to_what_is_there(calls):
    environment.main([])
    environment.main(["cuda"])
    environment.main(["cuda"])
    environment.main([])
    assert calls == ["create", *INSTALLED, "requirements-cuda.txt"]


def test_new_requirements_are_installed_into_what_is_there(calls, repository):
    environment.main([])
    calls.clear()
    (repository / "requirements.txt").write_text("keras\n")
    environment.main([])
    assert calls == INSTALLED


def test_killed_installation_is_done_again_from_the_start(calls, repository, monkeypatch):
    def killed(installer, name):
        raise KeyboardInterrupt

    environment.main([])
    calls.clear()
    (repository / "requirements.txt").write_text("keras\n")
    with monkeypatch.context() as patch:
        patch.setattr(environment.Installer, "lock", killed)
        with pytest.raises(KeyboardInterrupt):
            environment.main([])
    calls.clear()
    environment.main([])
    assert calls == ["create", *INSTALLED]


@pytest.mark.parametrize("line", [0, 1], ids=["of another Python", "moved"])
def test_an_environment_that_does_not_fit_its_place_is_made_anew(calls, repository, line):
    environment.main([])
    calls.clear()
    stamp = repository / ".venv" / "installed"
    lines = stamp.read_text().splitlines()
    lines[line] = "Python 3.10" if line == 0 else "/another/place"
    stamp.write_text("\n".join(lines))
    environment.main([])
    assert calls == ["create", *INSTALLED]


def test_without_a_fitting_python_it_says_what_was_found(monkeypatch):
    monkeypatch.setattr(environment.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(environment, "version_of", lambda path: "3.9")
    with pytest.raises(SystemExit, match=r"3\.11, 3\.12 or 3\.13.*/bin/python3 is 3\.9"):
        environment.find_python()


def test_a_link_is_left_alone_with_what_it_leads_to(repository, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("years of work")
    (repository / ".venv").symlink_to(tmp_path / "mine")
    with pytest.raises(SystemExit, match=r"\.venv is a link to .*mine"):
        environment.main([])
    assert (tmp_path / "mine" / "thesis.tex").read_text() == "years of work"


def test_a_file_in_the_place_is_named(repository):
    (repository / ".venv").write_text("")
    with pytest.raises(SystemExit, match=r"\.venv is a file"):
        environment.main([])


def copy_tools(root):
    """Copy what starts an environment to a folder; return where the tools are."""
    tools = root / "book" / "tools"
    tools.mkdir(parents=True)
    for name in ("environment.py", "lock.py"):
        shutil.copy(ROOT / "book" / "tools" / name, tools)
    for name in ("requirements.txt", "pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, root)
    return tools


@pytest.mark.skipif(sys.version_info < (3, 11, 4), reason="older ones take such a folder")
def test_a_colon_in_the_path_is_the_reason_that_is_given(tmp_path):
    tools = copy_tools(tmp_path / "a:b")
    done = subprocess.run(
        [sys.executable, tools / "environment.py"], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "PATH separator" in done.stderr
    assert "apt install" not in done.stderr


def test_a_full_disk_is_the_reason_that_is_given(repository, monkeypatch, tmp_path):
    python = tmp_path / "python3"
    python.write_text(
        "#!/bin/sh\n"  # finds the modules, and fails to write
        "case $* in *--clear*) echo 'ERROR: [Errno 28] No space left on device'\n"
        "echo 'subprocess.CalledProcessError: a command returned 1'; exit 1; esac\n"
    )
    python.chmod(0o755)
    monkeypatch.setattr(environment, "find_python", lambda: str(python))
    with pytest.raises(SystemExit, match="No space left"):
        environment.create()


def test_a_second_one_waits_for_the_first(tmp_path):
    command = [sys.executable, copy_tools(tmp_path) / "environment.py"]
    with only_one(tmp_path / "_build" / "environment.lock", "Test"):
        second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert "waits" in second.stdout.readline()
        (tmp_path / ".venv").write_text("")  # what the second one will stop at
    second.communicate(timeout=60)
    assert second.returncode == 1


def test_make_finds_python_whatever_the_folders_are_called(tmp_path):
    root, folder = tmp_path / "a$b c", tmp_path / "my tools"
    (copy_tools(root) / "environment.py").write_text("print('found')")
    folder.mkdir()
    (folder / "python3").symlink_to(sys.executable)
    path = f"{folder}:{os.path.dirname(shutil.which('make'))}"
    done = subprocess.run(
        ["make", "--no-print-directory", "environment"],  # `make test` runs it within make
        cwd=root,
        env=os.environ | {"PATH": path},
        capture_output=True,
    )
    assert done.stdout == b"found\n"


METADATA = "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n"


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A bare environment and an index that holds one wheel."""
    root = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", root / ".venv"], check=True)
    folder = root / "index" / "tiny"
    folder.mkdir(parents=True)
    wheel = folder / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr("tiny-1.dist-info/METADATA", METADATA)
        archive.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("tiny-1.dist-info/RECORD", "")
    (folder / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>')
    return root


@pytest.fixture
def tiny(bare, repository, monkeypatch):
    """The hash of the wheel; the tool looks at the bare environment and the index alone."""
    (repository / ".venv").symlink_to(bare / ".venv")
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"file://{bare / 'index'}")
    yield hashlib.sha256(next(bare.glob("index/*/*.whl")).read_bytes()).hexdigest()
    for left in bare.glob(".venv/lib/*/site-packages/tiny*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    (bare / ".venv" / "bin" / "uv").unlink(missing_ok=True)


def use(installer, root):
    """Put uv into the bare environment, or leave it with pip alone."""
    if installer == "uv":
        (root / ".venv" / "bin" / "uv").symlink_to(Path(sys.prefix) / "bin" / "uv")


def write_lock(root, sha256):
    """Write the lock of the one wheel."""
    (root / "requirements.txt").write_text(f"tiny==1 --hash=sha256:{sha256}\n")


def holds_tiny():
    """Return whether the wheel is in the bare environment."""
    return not subprocess.call(
        [environment.VENV_PYTHON, "-I", "-c", "import tiny"], stderr=subprocess.DEVNULL
    )


both = pytest.mark.parametrize("installer", ["uv", "pip"])


@both
def test_what_the_lock_pins_is_installed(tiny, repository, installer):
    use(installer, repository)
    write_lock(repository, tiny)
    environment.Installer().lock("requirements.txt")
    assert holds_tiny()


@both
def test_a_tampered_hash_stops_it(tiny, repository, installer, capfd):
    use(installer, repository)
    write_lock(repository, tiny[::-1])
    with pytest.raises(subprocess.CalledProcessError):
        environment.Installer().lock("requirements.txt")
    assert not holds_tiny()
    assert tiny in capfd.readouterr().err


@both
def test_pip_is_not_heard_on_where_to_install(tiny, repository, installer, monkeypatch, tmp_path):
    use(installer, repository)
    write_lock(repository, tiny)
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_PREFIX", str(tmp_path / "elsewhere"))
    environment.Installer().lock("requirements.txt")
    assert holds_tiny()
    assert not (tmp_path / "elsewhere").exists()


def test_pip_is_heard_on_where_packages_come_from(repository, monkeypatch, tmp_path):
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nindex-url = file:///a\nproxy = a\nuser = true\n[install]\nproxy = b\n"
    )
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.setenv("PIP_INDEX_URL", "file:///c")
    monkeypatch.setattr(environment, "VENV_PYTHON", sys.executable)
    settings = environment.sources()
    assert settings["index-url"] == "file:///c"
    assert settings["proxy"] == "b"
    assert "user" not in settings


def test_what_can_be_had_is_known_without_installing_it(tiny, repository):
    use("uv", repository)
    write_lock(repository, tiny[::-1])
    lock = str(repository / "requirements.txt")
    assert environment.Installer().has("--requirement", lock)
    assert not environment.Installer().has("absent==1")
    assert not holds_tiny()


@pytest.mark.parametrize(
    ("had", "installed"),
    [
        ([(), ("--torch-backend", "cpu")], ("requirements-torch.txt",)),
        ([("--torch-backend", "cpu")], ("requirements-torch.txt", "--torch-backend", "cpu")),
        ([], ("requirements-torch-cuda.txt",)),
    ],
    ids=["where pip looks", "its own index", "the default index"],
)
def test_torch_comes_for_processors_where_it_can(had, installed):
    class Recorder:
        def has(self, *arguments):
            return arguments[:-2] in had

        def lock(self, *arguments):
            return arguments

    assert environment.install_torch(Recorder()) == installed


def test_help_lists_every_command():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for command in ("book", "test", "notebooks", "serve", "bench", "lint", "lock", "clean"):
        assert f"make {command}" in done.stdout
