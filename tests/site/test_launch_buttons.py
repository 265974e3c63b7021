"""Launch buttons lead to the release, and nowhere while the project has no address."""

import subprocess
from types import SimpleNamespace

import pytest

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)

import launch_buttons  # isort: skip
import project  # isort: skip

HTTPS = "https://github.com/reader/course"
CHAPTER = "chapters/01_char_rnn.ipynb"


@pytest.fixture
def root(tmp_path):
    """A folder with a pyproject.toml that names no repository."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n', encoding="utf-8")
    return tmp_path


def name_repository(root, address: str) -> None:
    """Write the address where it belongs."""
    with (root / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(f'[project.urls]\nRepository = "{address}"\n')


def test_address_and_release_are_those_of_the_project(root):
    name_repository(root, HTTPS)
    assert (project.repository(root), project.release(root)) == (HTTPS, "v1.2.0")


def test_a_fork_does_not_change_the_address(root):
    """The address of the clone decides nothing, with or without one of the project."""
    subprocess.run(["git", "init", "--quiet", root], check=True)
    fork = ["git", "-C", root, "remote", "add", "origin", "https://github.com/me/my-fork"]
    subprocess.run(fork, check=True)
    assert project.repository(root) is None
    name_repository(root, HTTPS)
    assert project.repository(root) == HTTPS


@pytest.mark.parametrize(
    "address",
    ["git@github.com:reader/course.git", "/srv/course", "https://github.com", f'{HTTPS}" x "'],
)
def test_an_address_that_cannot_be_installed_from_is_refused(root, address):
    name_repository(root, address.replace('"', r"\""))
    with pytest.raises(ValueError, match="write https://HOST/OWNER/NAME"):
        project.repository(root)


def test_github_has_every_button():
    addresses = launch_buttons.links(HTTPS, "v1.2.0", CHAPTER)
    assert addresses == {
        "Binder": f"https://mybinder.org/v2/gh/reader/course/v1.2.0?urlpath=lab/tree/{CHAPTER}",
        "Colab": f"https://colab.research.google.com/github/reader/course/blob/v1.2.0/{CHAPTER}",
        "Kaggle": f"https://kaggle.com/kernels/welcome?src={HTTPS}/blob/v1.2.0/{CHAPTER}",
        "Raw notebook": f"{HTTPS}/raw/v1.2.0/{CHAPTER}",
    }


def test_other_hosts_have_the_buttons_that_work_there():
    addresses = launch_buttons.links("https://git.example.org/a/course", "v1.2.0", CHAPTER)
    assert list(addresses) == ["Binder", "Raw notebook"]
    assert "/v2/git/https%3A%2F%2Fgit.example.org%2Fa%2Fcourse/v1.2.0?" in addresses["Binder"]


def test_revisions_are_escaped():
    """Git allows all of these in the name of a branch; Binder takes the name as one part."""
    addresses = launch_buttons.links(HTTPS, "a/b#c%d&e", CHAPTER)
    assert "/course/a%2Fb%23c%25d%26e?urlpath" in addresses.pop("Binder")
    assert all("/a/b%23c%25d%26e/chapters" in address for address in addresses.values())


@pytest.mark.parametrize(("address", "groups"), [(None, 0), (HTTPS, 1)])
def test_buttons_are_there_where_an_address_is(monkeypatch, address, groups):
    monkeypatch.setattr(launch_buttons, "repository", lambda: address)
    context = {"header_buttons": []}
    launch_buttons.add_buttons(SimpleNamespace(), CHAPTER.removesuffix(".ipynb"), "", context, None)
    launch_buttons.add_buttons(SimpleNamespace(), "book/index", "", context, None)
    assert len(context["header_buttons"]) == groups


TEXT = "Before.\n:::{launching}\n## Buttons\nfrom REPOSITORY at RELEASE\n:::\nAfter.\n"


@pytest.mark.parametrize(
    ("address", "shown"), [(None, ""), (HTTPS, f"## Buttons\nfrom {HTTPS} at v9\n")]
)
def test_text_about_buttons_is_there_where_an_address_is(monkeypatch, address, shown):
    monkeypatch.setattr(launch_buttons, "repository", lambda: address)
    monkeypatch.setattr(launch_buttons, "release", lambda: "v9")
    env = SimpleNamespace(note_dependency=lambda name: None)
    source = [TEXT]
    launch_buttons.keep_or_leave_out(SimpleNamespace(env=env), "book/how_to_run", source)
    assert source == [f"Before.\n{shown}After.\n"]
