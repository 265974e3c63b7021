"""Give the equations a font: STIX Two Math, cut to the characters that they have.

The font comes with the package ziamath (SIL Open Font License). It stands in the style sheet
itself, for browsers refuse font files to a page that is opened from the disk, and only pages with
equations load that sheet.
"""

import base64
import html
import io
import re
import unicodedata
from importlib.resources import files
from pathlib import Path

from docutils import nodes
from fontTools import subset, ttLib
from mathml import of_node
from sphinx.application import Sphinx

SHEET = "mathematics.css"
TAG = re.compile(r"<[^>]*>")
ROOT = re.compile("<(msqrt|mroot)>")  # whose sign browsers draw with a character of the font
ITALIC = [0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C)]  # for a single letter
RULES = """@font-face {{
  font-family: "STIX Two Math";
  src: url("data:font/woff;base64,{font}") format("woff");
}}

math {{
  font-family: "STIX Two Math", math;
  font-size: 1.08em;
}}
"""


def equations(document: nodes.document) -> list[nodes.Element]:
    """Return the equations of a document."""
    return [*document.findall(nodes.math), *document.findall(nodes.math_block)]


def characters(written: list[str]) -> set[str]:
    """Return what the equations show: their characters, and those that browsers put there."""
    shown = {character for text in written for character in html.unescape(TAG.sub("", text))}
    shown |= {"√" for text in written if ROOT.search(text)}
    slanted = {chr(code) for code in ITALIC if unicodedata.normalize("NFKC", chr(code)) in shown}
    return shown | slanted


def cut_font(wanted: set[str]) -> bytes:
    """Return the font in WOFF with the wanted characters and what stretches them."""
    font = ttLib.TTFont(
        io.BytesIO((files("ziamath") / "fonts/STIXTwoMath-Regular.ttf").read_bytes())
    )
    cutter = subset.Subsetter(subset.Options(layout_features=["ssty"], hinting=False))
    cutter.populate(text="".join(wanted))
    cutter.subset(font)
    font.flavor = "woff"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def write_sheet(app: Sphinx, env) -> None:
    """Write the style sheet of the font, once every page has been read."""
    documents = map(env.get_doctree, sorted(env.found_docs))
    written = [of_node(node) for document in documents for node in equations(document)]
    font = base64.b64encode(cut_font(characters(written))).decode()
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SHEET).write_text(RULES.format(font=font), encoding="utf-8")


def load_sheet(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Have a page with equations load it."""
    if doctree is not None and equations(doctree):
        app.add_css_file(SHEET)


def setup(app: Sphinx) -> dict:
    """Register both."""
    app.connect("env-updated", write_sheet)
    app.connect("html-page-context", load_sheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
