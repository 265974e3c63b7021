"""Write equations as MathML while the site is built, so that a page needs no script for them."""

import re

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx

TAG = re.compile(r"<[^>]*>")
ARG = re.compile(r"\\arg(?![a-zA-Z])")  # which latex2mathml does not know
FUNCTION = re.compile(
    r"(</m(?:i|n|sub|sup|row|frac)>)?<m([io])>([A-Za-z]{2,})</m\2>(?=(</?m[a-z]+))"
)
RULES = [  # what a browser would stretch or space otherwise than TeX does
    ("<mo>&#x02016;</mo>", '<mo stretchy="false" lspace="0" rspace="0">&#x02016;</mo>'),
    ("<mo>&#x02026;</mo>", "<mi>&#x02026;</mi>"),
    ("<mrow><mo>&#x0003C;</mo>", '<mrow><mo lspace="0" rspace="0">&#x0003C;</mo>'),
    ("<mrow><mo>&#x02264;</mo>", '<mrow><mo lspace="0" rspace="0">&#x02264;</mo>'),
]
THIN = '<mspace width="0.167em" />'


def to_mathml(tex: str, display: str = "inline") -> str:
    """Return the MathML of an equation in TeX; `display` is "inline" or "block".

    Raises:
        ValueError: if the equation has a command that latex2mathml does not know.
    """
    tex = ARG.sub(r"\\operatorname{arg}", tex).replace("{aligned}", "{split}")
    written = convert(tex, display=display)
    if unknown := re.search(r"\\\w+|&(?!#)|\blinebreak\b", TAG.sub(" ", written)):
        raise ValueError(f"latex2mathml does not know {unknown[0]} in {tex!r}: write it otherwise")
    for theirs, ours in RULES:
        written = written.replace(theirs, ours)
    return FUNCTION.sub(spaced, written)


def spaced(found: re.Match) -> str:
    """Set the name of a function as TeX does: thin spaces around it, but for brackets and signs."""
    before, _, name, following = found.groups()
    space_before = THIN if before else ""
    space_after = "" if following in ("<mo", "<mspace") or following.startswith("</") else THIN
    return f"{before or ''}{space_before}<mi>{name}</mi>{space_after}"


def of_node(node: nodes.math | nodes.math_block) -> str:
    """Return the MathML of an equation in a document."""
    if isinstance(node, nodes.math):
        return to_mathml(node.astext())
    return to_mathml(displayed(node), "block")


def displayed(node: nodes.math_block) -> str:
    """Return the TeX of a displayed equation, several lines in the environment for them."""
    tex = node.astext()
    if node.get("no-wrap", node.get("nowrap")) or r"\\" not in tex or r"\begin" in tex:
        return tex
    return rf"\begin{{split}}{tex}\end{{split}}"


def write_inline(translator, node: nodes.math) -> None:
    """Write an equation in a line of text."""
    translator.body.append(f'<span class="math notranslate">{of_node(node)}</span>')
    raise nodes.SkipNode


def write_block(translator, node: nodes.math_block) -> None:
    """Write an equation that stands by itself; one that is too wide scrolls, by keyboard, too."""
    written = of_node(node)
    translator.body.append(f'<div class="math notranslate" tabindex="0">{written}</div>\n')
    raise nodes.SkipNode


def choose_renderer(app: Sphinx, config) -> None:
    """Take the place of MathJax, which Sphinx would choose."""
    config.html_math_renderer = "mathml"


def setup(app: Sphinx) -> dict:
    """Register the renderer."""
    app.add_html_math_renderer("mathml", (write_inline, None), (write_block, None))
    app.connect("config-inited", choose_renderer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
