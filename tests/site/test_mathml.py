"""Equations are MathML when a page arrives, spaced as TeX spaces them."""

import pytest

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)
from tests.site.conftest import documents, parsed

import math_font  # isort: skip
import mathml  # isort: skip


def test_a_command_that_is_not_known_is_an_error():
    with pytest.raises(ValueError, match=r"does not know \\nonsense in"):
        mathml.to_mathml(r"a + \nonsense b")


def test_names_of_functions_stand_apart_from_letters_but_not_from_brackets():
    apart = mathml.to_mathml(r"x \log p")
    assert apart.count("<mspace") == 2
    assert "<mspace" not in mathml.to_mathml(r"\exp(p)")
    assert "<mi>arg</mi>" in mathml.to_mathml(r"\arg\max_i x")


def test_no_browser_stretches_a_norm_or_spaces_an_index():
    assert 'stretchy="false"' in mathml.to_mathml(r"\lVert x \rVert")
    assert '<mo lspace="0" rspace="0">&#x0003C;</mo>' in mathml.to_mathml("x_{<t}")


def test_lines_of_an_equation_stand_below_each_other():
    node = mathml.nodes.math_block("", r"a &= b \\ c &= d")
    assert mathml.of_node(node).count("<mtr>") == 2
    assert "&amp;" not in mathml.of_node(node)


def test_the_font_has_the_characters_and_the_italics_of_single_letters():
    wanted = math_font.characters(["<mi>x</mi><mi>h</mi><mo>&#x02211;</mo>"])
    assert wanted == {"x", "h", "∑", "𝑥", "ℎ"}
    font = math_font.ttLib.TTFont(math_font.io.BytesIO(math_font.cut_font(wanted)))
    assert set(map(chr, font.getBestCmap())) == wanted
    assert "MATH" in font


@pytest.mark.site
def test_only_pages_with_equations_load_the_font(site):
    for name in [*documents(), "search"]:
        page = parsed(site / f"{name}.html")
        loads = bool(page.select("link[href*='mathematics.css']"))
        assert loads == bool(page.select("math")), name
