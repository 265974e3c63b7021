"""The `chapter-figure` directive: a figure of a chapter, on another page, with a link to it.

    :::{chapter-figure} chapters/10_attention attention-55
    :::

The arguments are a chapter and the `id` of a cell in it. The picture is the cell's stored one, with
the cell's own caption and words for who cannot see it.
"""

import base64
from pathlib import Path

import figures
import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective


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


def as_image(cell: nbformat.NotebookNode, env: BuildEnvironment) -> nodes.image:
    """Return a cell's first picture."""
    png = base64.b64decode(pictures(cell)[0].data["image/png"])
    return figures.image(env, png, cell.metadata["mystnb"]["image"]["alt"])


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
        return [nodes.figure("", as_image(cell, self.env)), *self.parse_text_to_nodes(text)]


def setup(app: Sphinx) -> dict:
    """Register the directive."""
    app.add_directive("chapter-figure", ChapterFigure)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
