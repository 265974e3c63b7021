"""Make .venv from the locks, or find that it is already there.

    python environment.py [EXTRA...]

`requirements.txt` is always installed, `requirements-EXTRA.txt` where it is asked for. Any Python
from 3.7 on can start this file; the environment itself needs 3.11 to 3.13. The stamp inside .venv
says what is in it; it is taken away first and written last, so that an installation killed half way
is seen and done again.
"""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from lock import only_one

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
VERSIONS = ("3.11", "3.12", "3.13")
LOCK = "requirements.txt"

# What the reader has told pip about where packages come from, and uv's name for it, where it has
# one. Whatever else pip was told, such as where packages go, does not hold here.
SOURCES = {
    "index-url": "--default-index",
    "extra-index-url": "--index",
    "find-links": "--find-links",
    "trusted-host": "--allow-insecure-host",
    "cert": None,
    "client-cert": None,
    "proxy": None,
    "timeout": None,
    "default-timeout": None,
    "cache-dir": None,
}


def version_of(python):
    """Return "3.11" for a Python 3.11 that runs, and None for one that does not."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        output = subprocess.check_output([python, "-I", "-c", code], stderr=subprocess.DEVNULL)
        return output.decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def find_python():
    """Return the first Python on PATH whose version fits, or exit saying what was found."""
    found = {}
    for name in ("python3", "python3.13", "python3.12", "python3.11"):
        path = shutil.which(name)
        if path:
            found[path] = version_of(path)
            if found[path] in VERSIONS:
                return path
    seen = (
        ", ".join(f"{path} is {version}" for path, version in found.items()) or "no Python at all"
    )
    sys.exit(f"This book needs Python 3.11, 3.12 or 3.13 on PATH; found: {seen}.")


def place():
    """Return what an environment cannot be moved from: its Python and its folder."""
    return [f"Python {version_of(VENV_PYTHON)}", ROOT]  # the editable install holds the path


def content(lock):
    """Return the stamp's line for a lock: its name and a digest of what is installed from it."""
    digest = hashlib.sha256()
    for name in (lock, "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return f"{lock} {digest.hexdigest()}"


def stamp():
    """Return the stamp's lines, none where no installation has finished."""
    try:
        with open(STAMP) as file:
            return file.read().splitlines()
    except OSError:
        return []


def run(*command):
    """Run a command without its output; where it fails, exit with the first error that it tells."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        lines = done.stdout.decode(errors="replace").strip().splitlines() or ["no reason given"]
        errors = [line for line in lines if line.lower().startswith("error")]
        sys.exit(f"No environment could be made in {VENV}: {(errors or lines[-1:])[0]}")


def create():
    """Make an empty environment in the place of whatever is there."""
    if os.path.islink(VENV):
        sys.exit(f".venv is a link to {os.readlink(VENV)}, which is left alone: rm .venv")
    if os.path.exists(VENV) and not os.path.isdir(VENV):
        sys.exit(".venv is a file, where a folder is to be made: rm .venv")
    python = find_python()
    print(f"==> New environment .venv with {python}", flush=True)
    if subprocess.call([python, "-I", "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL):
        sys.exit(f"{python} has no working venv module (on Debian: apt install python3-venv).")
    run(python, "-I", "-m", "venv", "--clear", "--without-pip", VENV)
    run(VENV_PYTHON, "-I", "-m", "ensurepip", "--default-pip")


def sources():
    """Return what pip's files and variables say about where packages come from."""
    command = [VENV_PYTHON, "-I", "-m", "pip", "config", "list"]
    variables = {**os.environ, "PIP_USER": "0"}  # with 1 it would list the reader's own file alone
    lines = subprocess.check_output(command, env=variables).decode().splitlines()
    settings = {}
    for level in ("global.", "install.", ":env:."):  # the later ones prevail
        for name, value in (line.split("=", 1) for line in lines if line.startswith(level)):
            settings[name[len(level) :]] = ast.literal_eval(value)
    return {name: value for name, value in settings.items() if name in SOURCES}


class Installer:
    """The environment's own pip, and uv in its place once that is there."""

    def __init__(self):
        settings = sources()
        self.variables = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
        self.variables["PIP_CONFIG_FILE"] = os.devnull
        for name, value in settings.items():
            self.variables["PIP_" + name.upper().replace("-", "_")] = value
        if "cert" in settings:
            self.variables.setdefault("SSL_CERT_FILE", settings["cert"])  # uv's name for it
        self.pip = [VENV_PYTHON, "-I", "-m", "pip", "--no-input", "--disable-pip-version-check"]
        self.pip += ["install", "--quiet", "--no-compile"]
        self.uv = [os.path.join(VENV, "bin", "uv"), "pip", "install", "--quiet"]
        self.uv += ["--python", VENV_PYTHON, "--index-strategy", "unsafe-best-match"]
        self.uv += ["--build-constraint", os.path.join(ROOT, LOCK)]
        for name, option in SOURCES.items():
            if option:
                self.uv += [f"{option}={value}" for value in settings.get(name, "").split()]

    def __call__(self, *arguments):
        """Install with uv, or with pip where there is none for this machine."""
        command = self.uv if os.path.exists(self.uv[0]) else self.pip
        subprocess.check_call([*command, *arguments], cwd=ROOT, env=self.variables)

    def bootstrap(self):
        """Let pip install uv, which installs the rest."""
        uv = [*self.pip, "--only-binary=:all:", "--require-hashes", "-r", "requirements-uv.txt"]
        if subprocess.call(uv, cwd=ROOT, env=self.variables):
            print("==> uv cannot be had (see above); pip takes longer", flush=True)

    def has(self, *arguments):
        """Return whether all of it could be had, whatever its hash, without installing it."""
        probe = [*self.uv, "--dry-run", "--no-verify-hashes", *arguments]
        variables = {**self.variables, "UV_HTTP_RETRIES": "0"}
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return os.path.exists(self.uv[0]) and not subprocess.call(probe, env=variables, **silent)

    def lock(self, name, *options):
        """Install what a lock pins, by its hashes; then ask pip whether it is there."""
        arguments = ["--require-hashes", "--requirement", name]
        self(*options, *arguments)
        there = ["--dry-run", "--no-index", "--no-deps", *arguments]
        subprocess.check_call([*self.pip, *there], cwd=ROOT, env=self.variables)


def install_torch(install):
    """Install PyTorch for processors; where it cannot be had, the CUDA build, gigabytes of it.

    On Linux the default index has the CUDA build alone. The other is on PyTorch's own index, of
    which uv knows, or where the reader's pip looks.
    """
    lock = "requirements-torch.txt"
    for options in ((), ("--torch-backend", "cpu")):
        if install.has(*options, "--requirement", lock):
            return install.lock(lock, *options)
    print("==> PyTorch for processors cannot be had here; the CUDA build takes 3 GB", flush=True)
    return install.lock("requirements-torch-cuda.txt")


def install(lock):
    """Install a lock, and with the first one the package itself; then write the stamp."""
    print(f"==> Install {lock}", flush=True)
    start = time.monotonic()
    kept = [line for line in stamp() if not line.startswith(lock + " ")] or place()
    if os.path.exists(STAMP):
        os.remove(STAMP)
    installer = Installer()
    if lock == LOCK:
        installer.bootstrap()
        installer.lock(lock)
        installer("--no-deps", "--editable", ".")
    elif lock == "requirements-torch.txt":
        install_torch(installer)
    else:
        installer.lock(lock)
    with open(STAMP + ".partial", "w") as file:
        file.write("\n".join([*kept, content(lock)]))
    os.replace(STAMP + ".partial", STAMP)
    print(f"<== Install {lock}: took {time.monotonic() - start:.0f} s", flush=True)


def main(extras):
    """Bring .venv up to date."""
    if not set(place()) <= set(stamp()):  # of another Python, moved, or never finished
        create()
    locks = [LOCK, *(f"requirements-{extra}.txt" for extra in extras)]
    missing = [lock for lock in locks if content(lock) not in stamp()]
    for lock in missing:
        install(lock)
    if not missing:
        print("==> Environment .venv is up to date", flush=True)


if __name__ == "__main__":
    try:
        with only_one(Path(ROOT, "_build", "environment.lock"), "Environment"):
            main(sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(f"The installation failed (see above): {' '.join(error.cmd)}")
    except OSError as error:
        sys.exit(f"The environment cannot be made: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
