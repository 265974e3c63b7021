"""The locks pin everything, direct or not, and what they pin is installed."""

import importlib.metadata
import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = {path.name: path for path in ROOT.glob("requirements*.txt")}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ENVIRONMENTS = [
    {
        "implementation_name": "cpython",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_system": system.title(),
        "python_full_version": f"{version}.9",
        "python_version": version,
        "sys_platform": system,
    }
    for version, (system, machine) in itertools.product(
        ("3.11", "3.12", "3.13"), (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"))
    )
]
everywhere = pytest.mark.parametrize(
    "environment", ENVIRONMENTS, ids=lambda e: f"{e['python_version']} {e['platform_machine']}"
)


def blocks(name: str) -> list[str]:
    """Return a lock's entries, each a requirement with its hashes, without comments."""
    text = re.sub(r" *#.*\n", "", LOCKS[name].read_text())
    return re.findall(r"^\S.*\n(?:\s.*\n?)*", text, re.MULTILINE)


def pins(name: str, environment: dict) -> dict[str, str]:
    """Return the package -> version that a lock gives in an environment."""
    found = {}
    for block in blocks(name):
        need = Requirement(block.partition(" \\\n")[0])
        if need.marker is None or need.marker.evaluate(environment):
            assert need.name not in found, f"{need.name} is pinned twice"
            (specifier,) = need.specifier
            assert specifier.operator == "=="
            found[need.name] = specifier.version
    return found


def needs(lock: str) -> list[Requirement]:
    """Return what pyproject.toml asks a lock to hold."""
    groups = PROJECT["dependency-groups"]
    lines = {
        "requirements.txt": [
            *PROJECT["project"]["dependencies"],
            *groups["book"],
            *groups["checks"],
        ],
        "requirements-torch.txt": groups["torch"],
        "requirements-torch-cuda.txt": groups["torch"],
        "requirements-cuda.txt": groups["cuda"],
        "requirements-uv.txt": groups["uv"],
    }
    return [Requirement(line) for line in lines[lock]]


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_has_hashes_and_no_address(name):
    for block in blocks(name):
        pin, *hashes = block.strip().split(" \\\n    ")
        assert re.fullmatch(r"[\w.-]+==\S+( ; .+)?", pin)
        assert hashes
        assert all(re.fullmatch("--hash=sha256:[0-9a-f]{64}", line) for line in hashes)
    assert "://" not in LOCKS[name].read_text()


@pytest.mark.parametrize("name", LOCKS)
@everywhere
def test_every_direct_need_is_pinned_within_its_range(name, environment):
    pinned = pins(name, environment)
    for need in needs(name):
        assert need.specifier.contains(pinned[canonicalize_name(need.name)]), need


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-torch.txt"])
def test_a_laptop_gets_no_cuda(name):
    assert not [block for block in blocks(name) if block.startswith(("nvidia-", "cuda-", "triton"))]


def test_the_locks_agree():
    for environment in ENVIRONMENTS:
        book = pins("requirements.txt", environment)
        for name in LOCKS:
            for package, version in pins(name, environment).items():
                assert book.get(package, version) == version


def installed(needs: list[Requirement]) -> dict[str, str]:
    """Return the package -> version of what is installed here for some needs, direct or not."""
    found, left, seen = {}, [(need, "") for need in needs], set()
    while left:
        need, extra = left.pop()
        if need.marker is None or need.marker.evaluate({"extra": extra}):
            package = canonicalize_name(need.name)
            found[package] = importlib.metadata.version(package)
            for wanted in {"", *need.extras} - {name for of, name in seen if of == package}:
                seen.add((package, wanted))
                lines = importlib.metadata.requires(package) or []
                left += [(Requirement(line), wanted) for line in lines]
    return found


def test_what_is_installed_is_what_is_pinned_and_all_of_it():
    cuda = sys.platform == "linux" and "+" not in importlib.metadata.version("torch")
    torch = "requirements-torch-cuda.txt" if cuda else "requirements-torch.txt"
    assert installed(needs("requirements.txt")) == pins("requirements.txt", {})
    assert installed(needs(torch)) == pins(torch, {})


@pytest.mark.slow
def test_binder_gets_what_a_checkpoint_needs(tmp_path):
    """Binder's own script, in an environment that has nothing yet."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    bare = dict(os.environ) | {"PATH": f"{venv / 'bin'}:{os.environ['PATH']}"}
    bare.pop("PYTHONPATH", None)
    subprocess.run(["bash", ".binder/postBuild"], cwd=ROOT, env=bare, check=True)
    code = "from nlp_helpers import notebook, load_checkpoint; notebook.setup(); "
    code += "print(load_checkpoint('nmt-attention').translate(['No.']))"
    subprocess.run([venv / "bin" / "python", "-c", code], cwd=tmp_path, env=bare, check=True)
    listing = [venv / "bin" / "python", "-m", "pip", "list", "--format=json"]
    found = {pin["name"]: pin["version"] for pin in json.loads(subprocess.check_output(listing))}
    found = {canonicalize_name(name): version for name, version in found.items()}
    package = installed([Requirement(line) for line in PROJECT["project"]["dependencies"]])
    assert "sacrebleu" in package
    assert {name: found.get(name) for name in package} == package
