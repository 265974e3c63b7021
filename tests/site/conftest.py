"""The built site as the tests see it: its folder, its pages, their parsed HTML."""

import os
import sys
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(os.environ.get("NLP_SITE", ROOT / "_build/stored/_build/html")).resolve()
sys.path.insert(0, str(ROOT / "book" / "_ext"))


def documents() -> list[str]:
    """Return every page of the table of contents, without suffix."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
    return [toc["root"], *chapters]


@cache
def parsed(path: Path) -> BeautifulSoup:
    """Return a page's HTML, parsed once."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built site; `make test` builds it from the stored outputs."""
    if not (SITE / "index.html").exists():
        pytest.fail(f"no site in {SITE}: run `make test`, or name another folder in NLP_SITE")
    return SITE


@pytest.fixture(params=documents())
def document(request: pytest.FixtureRequest) -> str:
    """Every page of the table of contents in turn."""
    return request.param


@pytest.fixture
def page(site: Path, document: str) -> BeautifulSoup:
    """The parsed page of the document."""
    return parsed(site / f"{document}.html")


def pytest_terminal_summary(terminalreporter):
    """Say last what of the site was not looked at."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason, reports in groupby(sorted(skipped, key=reason_of), reason_of):
        terminalreporter.line(f"NOT CHECKED ({len(list(reports))} tests): {reason}", yellow=True)


def reason_of(report) -> str:
    """Return why a test was skipped."""
    return report.longrepr[2].removeprefix("Skipped: ")
