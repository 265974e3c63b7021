"""Launch buttons point at the repository, whatever way its address is written."""

import pytest

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)

from launch_buttons import find_branch, find_repository, https_address, links  # isort: skip

HTTPS = "https://github.com/reader/course"


@pytest.mark.parametrize(
    "address",
    [
        HTTPS,
        f"{HTTPS}.git",
        f"{HTTPS}/",
        "git@github.com:reader/course.git",
        "ssh://git@github.com/reader/course.git",
        "ssh://git@github.com:22/reader/course.git",
        "https://reader:secret@github.com/reader/course.git",
    ],
)
def test_every_form_becomes_https(address):
    assert https_address(address) == HTTPS


@pytest.mark.parametrize("address", ["", "/srv/course", "../course", "file:///srv/course.git"])
def test_a_local_path_gives_no_address(address):
    assert https_address(address) is None


def test_setting_goes_before_git(monkeypatch, tmp_path):
    monkeypatch.setenv("NLP_BOOK_REPOSITORY", "git@github.com:reader/course.git")
    monkeypatch.setenv("NLP_BOOK_BRANCH", "draft")
    assert find_repository(tmp_path) == HTTPS
    assert find_branch(tmp_path) == "draft"


def test_without_remote_there_is_no_address(monkeypatch, tmp_path):
    monkeypatch.delenv("NLP_BOOK_REPOSITORY", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert find_repository(tmp_path) is None


def test_github_has_every_button():
    addresses = links(HTTPS, "main", "chapters/01_char_rnn.ipynb")
    assert list(addresses) == ["Binder", "Colab", "Kaggle", "Raw notebook"]
    assert addresses["Colab"].endswith("/github/reader/course/blob/main/chapters/01_char_rnn.ipynb")
    assert "/gh/reader/course/main?urlpath=lab/tree/chapters/" in addresses["Binder"]


def test_other_hosts_have_the_buttons_that_work_there():
    addresses = links("https://git.example.org/reader/course", "main", "chapters/01.ipynb")
    assert list(addresses) == ["Binder", "Raw notebook"]
    assert "git/https%3A%2F%2Fgit.example.org%2Freader%2Fcourse/main" in addresses["Binder"]
