"""The course is cited as it is released."""

import yaml

from tests.site.conftest import ROOT

from project import declared, repository  # isort: skip


def test_citation_names_the_release():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    book = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert citation["title"] == book["title"]
    assert citation["version"] == declared()["version"]
    assert citation["license"] == declared()["license"]
    assert citation.get("repository-code") == repository()
