"""Names of the package in a chapter's code lead to their source, on the site itself."""

import pytest

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)
from tests.site.conftest import ROOT, documents, parsed

import package_names  # isort: skip
import source_links  # isort: skip

CHAPTERS = [name for name in documents() if name.startswith("chapters/")]


def test_a_name_is_found_where_it_is_defined_and_not_where_it_is_imported():
    place = package_names.find(ROOT, "nlp_helpers.decoders", "beam_search")
    assert place.file == "nlp_helpers/decoders/beam.py"
    line = (ROOT / place.file).read_text(encoding="utf-8").splitlines()[place.line - 1]
    assert line.startswith("def beam_search(")
    assert package_names.find(ROOT, "nlp_helpers.decoders", "nonsense") is None


def test_a_module_is_found_and_what_is_taken_from_it():
    names = {"datasets": "nlp_helpers.datasets"}
    module, count = source_links.resolve(ROOT, names, ["datasets", "nonsense"])
    assert (module.file, count) == ("nlp_helpers/datasets/__init__.py", 1)
    place, count = source_links.resolve(ROOT, names, ["datasets", "pad", "x"])
    assert (place.file, count) == ("nlp_helpers/datasets/padding.py", 2)


def test_names_are_linked_but_not_methods_of_the_same_name():
    code = "generate(bard.generate)"
    written = source_links.highlight(code, source_links.PythonLexer(), source_links.HtmlFormatter())
    names = {"generate": "nlp_helpers.decoders.generate.generate"}
    shown = set()
    linked = source_links.link_names(written, ROOT, names, "../", shown)
    assert linked.count("<a ") == 1
    assert linked.index("<a ") < linked.index("bard")
    assert shown == {"nlp_helpers/decoders/generate.py"}


@pytest.mark.site
@pytest.mark.parametrize("name", CHAPTERS)
def test_what_a_chapter_imports_leads_to_its_definition(site, name):
    links = parsed(site / f"{name}.html").select("a.source-link")
    assert len(links) >= 10
    for link in {(link.get_text(), link["href"]) for link in links}:
        text, address = link
        file = site / "chapters" / address.partition("#")[0]
        assert parsed(file).find(id=address.partition("#")[2]), address
        source = ROOT / address.removeprefix("../source/").partition(".html")[0]
        if not address.endswith("#L-1"):
            line = int(address.rpartition("-")[2])
            code = source.with_suffix(".py").read_text(encoding="utf-8")
            assert text in code.splitlines()[line - 1]


@pytest.mark.site
def test_page_of_source_leads_back(site):
    page = site / "source/nlp_helpers/decoders/beam.html"
    address = parsed(page).select_one("article p a")["href"]
    assert (page.parent / address).resolve() == site / "book/index.html"
