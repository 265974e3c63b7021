"""What every stored chapter keeps to, so that it reads well in Jupyter, Colab and on the site."""

import re

import nbformat
import pictures
import pytest
import run_chapters
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from reading import reading_minutes

from tests.notebooks.conftest import ROOT

PATHS = sorted((ROOT / "chapters").glob("*.ipynb"))
BIBLIOGRAPHY = (ROOT / "book" / "references.bib").read_text(encoding="utf-8").replace("/}", "}")
PAPER = r"(?:arxiv\.org/abs|doi\.org|aclanthology\.org)/([^)\s]+?)/?\)"
MYST = re.compile(r"^(```\{|:::)|\{(cite|ref|term|doc|glue)[:\w]*\}`", re.MULTILINE)


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def chapter(request) -> nbformat.NotebookNode:
    """Every chapter in turn."""
    return nbformat.read(request.param, as_version=4)


def code_cells(chapter) -> list:
    """Return the cells that run."""
    return [cell for cell in chapter.cells if cell.cell_type == "code"]


def test_first_code_cell_is_the_one_call(chapter):
    first = code_cells(chapter)[0]
    assert {"setup", "remove-cell", "nbval-ignore-output"} <= set(first.metadata["tags"])
    written = first.copy()
    run_chapters.write_first_cell(written)
    assert first.source == written.source, "run `make notebooks`"


def test_chapter_was_stored_whole(chapter):
    counts = [cell.execution_count for cell in code_cells(chapter)]
    assert counts == list(range(1, len(counts) + 1)), "run `make notebooks`"


def test_outputs_hold_no_failure_and_no_noise(chapter):
    for cell in code_cells(chapter):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr", output.text
            assert not {"application/vnd.jupyter.widget-view+json"} & set(output.get("data", {}))


def test_every_figure_has_words(chapter):
    """A caption says what to see, "alt" what is there."""
    for cell in code_cells(chapter):
        if any("image/png" in output.get("data", {}) for output in cell.outputs):
            about = cell.metadata.get("mystnb", {})
            assert about.get("image", {}).get("alt"), f"give {cell.id} mystnb.image.alt"
            assert about.get("figure", {}).get("caption"), f"give {cell.id} mystnb.figure.caption"


def test_pictures_are_light(chapter):
    """Stored by `make notebooks`, each has a palette: another tool stores three times the bytes."""
    for cell in code_cells(chapter):
        for output in cell.outputs:
            if picture := output.get("data", {}).get(pictures.PNG):
                assert pictures.light(picture) == picture, cell.id


def test_prose_is_plain_markdown(chapter):
    for cell in chapter.cells:
        if cell.cell_type == "markdown":
            assert not MYST.search(cell.source), cell.source


def test_no_sum_is_taken_for_a_list(chapter):
    """A line broken before a plus or a minus would begin one, in the midst of a sentence."""
    parse = MarkdownIt("commonmark").use(dollarmath_plugin).parse
    for cell in chapter.cells:
        lines = ["", *cell.source.splitlines()]
        for token in parse(cell.source) if cell.cell_type == "markdown" else ():
            if token.type in ("bullet_list_open", "ordered_list_open") and token.level == 0:
                assert not lines[token.map[0]].strip(), f"{cell.id}: {lines[token.map[0] + 1]}"


def test_bibliography_has_every_paper_that_a_chapter_links_to(chapter):
    text = "\n".join(cell.source for cell in chapter.cells if cell.cell_type == "markdown")
    papers = re.findall(PAPER, text)
    assert papers
    assert not [name for name in papers if f"{name}}}" not in BIBLIOGRAPHY]


def test_cells_are_short(chapter):
    for cell in code_cells(chapter):
        assert len(cell.source.splitlines()) <= 15, "what is longer belongs in nlp_helpers"


def test_no_cell_ends_in_a_semicolon(chapter):
    """It hides a value from Jupyter but not from nbval; give the value a name instead."""
    for cell in code_cells(chapter):
        assert not cell.source.rstrip().endswith(";"), cell.source


def test_cost_was_measured(chapter):
    (cost,) = [cell for cell in chapter.cells if "cost" in cell.metadata.get("tags", [])]
    assert chapter.metadata["cost"], "run `make notebooks`"
    written = run_chapters.cost_line(chapter.metadata["cost"], reading_minutes(chapter))
    assert cost.source == written, "run book/tools/run_chapters.py --no-run on it"
