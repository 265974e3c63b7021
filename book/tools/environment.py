"""Make .venv from the pinned requirements, or find that it is already there.

Any Python from 3.7 on can start this file; the environment itself needs 3.11 to 3.13. The stamp
inside .venv is written last and taken away first, so that an installation killed half way is seen
and done again, and one that finished is used as it is.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
VERSIONS = ("3.11", "3.12", "3.13")


def version_of(python):
    """Return "3.11" for a Python 3.11 that runs, and None for one that does not."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        output = subprocess.check_output([python, "-c", code], stderr=subprocess.DEVNULL)
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


def wanted_stamp():
    """Return what the stamp must say: what is installed, and where."""
    digest = hashlib.sha256()
    for name in ("requirements.txt", "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return f"{digest.hexdigest()}\n{ROOT}\n"  # the editable install holds the path


def present_stamp():
    """Return what the stamp says, or an empty string where no installation has finished."""
    try:
        with open(STAMP) as file:
            return file.read()
    except OSError:
        return ""


def pip(*arguments):
    """Run the environment's own pip, quietly; modules are compiled when first imported."""
    options = ["--quiet", "--no-compile", "--no-input", "--disable-pip-version-check"]
    subprocess.check_call([VENV_PYTHON, "-m", "pip", "install", *options, *arguments], cwd=ROOT)


def create():
    """Make an empty environment in the place of whatever is there."""
    python = find_python()
    print(f"==> New environment .venv with {python}", flush=True)
    try:
        subprocess.check_call([python, "-m", "venv", "--clear", VENV])
    except subprocess.CalledProcessError:
        sys.exit(f"{python} has no working venv module (on Debian: apt install python3-venv).")


def install():
    """Install the pins and the package itself, then write the stamp."""
    print("==> Install requirements.txt (5 GB, or 9 with CUDA; some minutes)", flush=True)
    start = time.monotonic()
    if os.path.exists(STAMP):
        os.remove(STAMP)
    pip("-r", "requirements.txt")
    pip("--no-deps", "--editable", ".")
    with open(STAMP + ".partial", "w") as file:
        file.write(wanted_stamp())
    os.replace(STAMP + ".partial", STAMP)
    print(f"<== Install: took {time.monotonic() - start:.0f} s", flush=True)


def main():
    """Bring .venv up to date."""
    if present_stamp() == wanted_stamp() and version_of(VENV_PYTHON) in VERSIONS:
        print("==> Environment .venv is up to date", flush=True)
        return
    moved = not present_stamp().endswith(f"\n{ROOT}\n")  # or never finished
    if moved or version_of(VENV_PYTHON) not in VERSIONS:
        create()
    install()


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"The installation failed (see above): {' '.join(error.cmd)}")
    except KeyboardInterrupt:
        sys.exit(130)
