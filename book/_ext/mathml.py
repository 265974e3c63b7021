"""Write equations as MathML while the site is built, so that a page needs no script for them."""

import itertools
import re
import unicodedata
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx

ARG = re.compile(r"\\arg(?![a-zA-Z])")  # which latex2mathml does not know
NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
ROWS = ("math", "mrow", "mtd", "mstyle", "msqrt")  # whose parts stand side by side
LIMITS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
SCRIPTS = (*LIMITS, *LIMITS.values())
BOLD = {"bold": "BOLD", "bold-italic": "BOLD ITALIC"}  # browsers know only the characters


def to_mathml(tex: str, display: str = "inline") -> str:
    """Return the MathML of an equation in TeX; `display` is "inline" or "block".

    Raises:
        ValueError: if the equation has a command that latex2mathml does not know.
    """
    tex = ARG.sub(r"\\operatorname{arg}", tex).replace("{aligned}", "{split}")
    root = ElementTree.fromstring(convert(tex, display=display).replace(NAMESPACE, ""))
    if unknown := re.search(r"\\\w+|&|\blinebreak\b", " ".join(root.itertext())):
        raise ValueError(f"latex2mathml does not know {unknown[0]} in {tex!r}: write it otherwise")
    for part in [*root.iter()]:
        correct(part)
        if display == "block":
            put_limits_below(part)
    for row in [part for part in root.iter() if part.tag in ROWS]:
        space_out(row)
    root.set("xmlns", NAMESPACE.split('"')[1])
    return ElementTree.tostring(root, encoding="unicode")


def correct(part: Element) -> None:
    """Mend what a browser would draw otherwise than TeX does."""
    text = part.text or ""
    if variant := BOLD.get(part.get("mathvariant")):
        del part.attrib["mathvariant"]
        part.text = "".join(bold(character, variant) for character in text)
    if text == ";":
        part.tag = "mo"
    elif text == "…" or (part.tag == "mo" and is_name(part)):
        part.tag = "mi"
    elif text == "‖":
        part.attrib |= {"stretchy": "false", "lspace": "0", "rspace": "0"}
    if part.tag == "mrow" and len(part) and part[0].text in ("<", "≤"):  # an index such as "< t"
        part[0].attrib |= {"lspace": "0", "rspace": "0"}


def bold(character: str, variant: str) -> str:
    """Return the bold form of a letter or digit."""
    name = re.sub("GREEK |LATIN |LETTER ", "", unicodedata.name(character))
    return unicodedata.lookup(f"MATHEMATICAL {variant} {name}")


def put_limits_below(part: Element) -> None:
    """Set what stands at a sum, a product, a max or a min below and above it."""
    if part.tag in LIMITS and part[0].text in ("∑", "∏", "max", "min"):
        part.tag = LIMITS[part.tag]


def is_name(part: Element) -> bool:
    """Say whether this is the name of a function, such as "log", with its indices or without."""
    base = part[0] if part.tag in SCRIPTS else part
    return base.tag in ("mi", "mo") and bool(re.fullmatch("[A-Za-z]{2,}", base.text or ""))


def space_out(row: Element) -> None:
    """Set thin spaces around the names of functions, as TeX does, but for brackets and signs."""
    for before, after in itertools.pairwise(list(row)):
        apart = is_name(before) or is_name(after)
        if apart and not {before.tag, after.tag} & {"mo", "mspace"}:
            row.insert(list(row).index(after), Element("mspace", width="0.167em"))


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
