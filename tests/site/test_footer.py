"""Every page says its licence, version, date and source, and where errors are reported."""

from types import SimpleNamespace

import pytest

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)

import footer  # isort: skip

ADDRESS = "https://github.com/reader/course"


def filled(monkeypatch, address: str | None) -> dict:
    """Return what the template gets."""
    monkeypatch.setattr(footer, "repository", lambda: address)
    monkeypatch.setattr(footer, "release", lambda: "v1.2.0")
    context = {}
    footer.fill_footer(SimpleNamespace(), "chapters/01_char_rnn", "", context, None)
    return context


def test_source_and_reports_lead_to_the_repository(monkeypatch):
    context = filled(monkeypatch, ADDRESS)
    assert context["course_version"] == "1.2.0"
    assert context["course_source"] == f"{ADDRESS}/tree/v1.2.0"
    assert context["course_report"] == f"{ADDRESS}/issues/new?title=chapters/01_char_rnn%3A%20"


def test_without_a_repository_nothing_leads_there(monkeypatch):
    context = filled(monkeypatch, None)
    assert context["course_source"] is None
    assert context["course_report"] is None


@pytest.mark.site
def test_every_page_has_it(page):
    foot = page.select_one("footer.bd-footer-content")
    text = " ".join(foot.get_text().split())
    assert "Text and figures: CC BY 4.0; code: MIT." in text
    assert f"version {footer.release().removeprefix('v')}, 20" in text
    reports = [link for link in foot.select("a") if "eport" in link.get_text()]
    assert len(reports) == 1
