"""The `chapter-figure` directive: a figure of a chapter, on another page, with a link to it.

    :::{chapter-figure} chapters/10_attention attention-55
    :::

The arguments are a chapter and the `id` of a cell in it. The picture is the cell's stored one, with
the cell's own caption and words for who cannot see it.
"""

from html import escape
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

PAGE = """<div class="cell"><div class="cell_output">
<img src="data:image/png;base64,{png}" width="{width}" height="{height}" alt="{alt}">
</div></div>"""


def find_cell(chapter: Path, name: str) -> nbformat.NotebookNode:
    """Return the cell of a notebook that has a name.

    Raises:
        ValueError: if the notebook has no such cell, or the cell no stored picture.
    """
    for cell in nbformat.read(chapter, as_version=4).cells:
        if cell.id == name and pictures(cell):
            return cell
    raise ValueError(f"{chapter.name} has no cell {name!r} with a stored picture")


def pictures(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return the outputs of a cell that are pictures."""
    return [output for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


def as_html(cell: nbformat.NotebookNode) -> str:
    """Return the HTML of a cell's first picture."""
    output = pictures(cell)[0]
    size = output.metadata["image/png"]
    png = output.data["image/png"].replace("\n", "")
    alt = escape(cell.metadata["mystnb"]["image"]["alt"])
    return PAGE.format(png=png, alt=alt, **size)


class ChapterFigure(SphinxDirective):
    """Show the figure, and its caption with a link to the chapter below."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """Read the chapter's notebook and make the nodes."""
        chapter, name = self.arguments
        path = Path(self.env.srcdir) / f"{chapter}.ipynb"
        self.env.note_dependency(str(path))
        cell = find_cell(path, name)
        caption = cell.metadata["mystnb"]["figure"]["caption"]
        text = f"{caption} From [](/{chapter}.ipynb)."
        return [nodes.raw("", as_html(cell), format="html"), *self.parse_text_to_nodes(text)]


def setup(app: Sphinx) -> dict:
    """Register the directive."""
    app.add_directive("chapter-figure", ChapterFigure)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
