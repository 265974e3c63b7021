"""Figures that are drawn for the site's own pages, and the size of every figure.

Sphinx writes a figure's size as a style. As attributes they keep its place while it is loaded; and
`--drawn` tells a style sheet how wide it was drawn, so that its letters are not shrunk too far.
"""

import os
import re
import struct
from hashlib import sha256
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

SIZE = re.compile(r'(<img [^>]*)style="width: (\d+)px; height: (\d+)px;"')


def image(env: BuildEnvironment, png: bytes, alt: str) -> nodes.image:
    """Return a drawn picture for the page that is being read; its file lies beside the doctrees."""
    width, height = (dots // 2 for dots in struct.unpack(">II", png[16:24]))  # for sharp screens
    folder = Path(env.doctreedir) / "drawn"
    folder.mkdir(exist_ok=True)
    file = folder / f"{sha256(png).hexdigest()}.png"
    file.write_bytes(png)
    address = os.path.relpath(file, Path(env.doc2path(env.docname)).parent)
    size = {"width": f"{width}px", "height": f"{height}px"}
    return nodes.image(uri=address, alt=alt, classes=["drawn"], **size)


def with_sizes(html: str) -> str:
    """Return a page's HTML with the sizes of its figures as attributes."""
    return SIZE.sub(r'\1width="\2" height="\3" style="--drawn: \2px"', html)


def write_sizes(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Write them on a page."""
    if "body" in context:
        context["body"] = with_sizes(context["body"])


def setup(app: Sphinx) -> dict:
    """Run for every page."""
    app.connect("html-page-context", write_sizes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
