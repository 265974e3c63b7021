"""Nothing is published whose cells, buttons and tag disagree."""

import json

import pytest
import release

ADDRESS, TAG = "https://github.com/reader/course", "v1.2.0"


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """A course of one chapter, with an address; its first cell is up to date."""
    monkeypatch.setattr(release, "ROOT", tmp_path)
    monkeypatch.setattr(release, "repository", lambda: ADDRESS)
    monkeypatch.setattr(release, "release", lambda: TAG)
    monkeypatch.setattr(release, "write_first_cell", lambda cell: cell.update(source="install"))
    cell = {
        "cell_type": "code",
        "id": "setup",
        "source": "install",
        "outputs": [],
        "execution_count": 1,
        "metadata": {"tags": ["setup"]},
    }
    path = tmp_path / "chapters" / "01_small.ipynb"
    path.parent.mkdir()
    path.write_text(
        json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    return path


def test_a_release_that_agrees_is_published(chapter):
    assert release.faults(ADDRESS, TAG) == []


@pytest.mark.parametrize(
    ("address", "tag", "fault"),
    [
        ("https://github.com/me/my-fork", TAG, "not https://github.com/me"),
        (ADDRESS, "main", "main"),
    ],
)
def test_another_address_or_tag_is_refused(chapter, address, tag, fault):
    (found,) = release.faults(address, tag)
    assert fault in found


def test_a_stale_first_cell_is_refused(chapter):
    chapter.write_text(chapter.read_text().replace('"install"', '"install the branch of the day"'))
    (found,) = release.faults(ADDRESS, TAG)
    assert "01_small.ipynb" in found


def test_a_course_without_address_is_published_from_anywhere(chapter, monkeypatch):
    monkeypatch.setattr(release, "repository", lambda: None)
    assert release.faults(ADDRESS, "main") == []
