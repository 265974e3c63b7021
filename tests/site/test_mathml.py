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
    assert '<mo lspace="0" rspace="0">&lt;</mo>' in mathml.to_mathml("x_{<t}")


def test_bold_is_a_matter_of_characters_and_a_semicolon_one_of_signs():
    written = mathml.to_mathml(r"p(x; \boldsymbol\theta) = \mathbf{0}\mathbf{w}")
    assert "<mi>𝜽</mi>" in written
    assert "𝟎" in written
    assert "𝐰" in written
    assert "mathvariant" not in written
    assert "<mo>;</mo>" in written


@pytest.mark.parametrize(
    ("tex", "inline", "block"),
    [
        (
            r"\arg\max_i x",
            "<msub><mi>max</mi><mi>i</mi></msub>",
            "<munder><mi>max</mi><mi>i</mi></munder>",
        ),
        (r"\left(\prod_j x\right)", "<msub><mo>∏</mo>", "<munder><mo>∏</mo>"),
    ],
)
def test_limits_stand_below_in_an_equation_of_its_own(tex, inline, block):
    assert inline in mathml.to_mathml(tex)
    assert block in mathml.to_mathml(tex, "block")


@pytest.mark.site
def test_every_index_has_what_it_belongs_to_and_nothing_else(site):
    count = {"msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
    pages = [parsed(site / f"{name}.html") for name in documents()]
    found = [part for page in pages for part in page.select("math " + ", math ".join(count))]
    assert found
    for part in found:
        assert len(part.find_all(recursive=False)) == count[part.name], part
    assert not [math for page in pages for math in page.select("math [mathvariant^=bold]")]


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


def test_the_font_has_the_sign_of_a_root_where_there_is_one():
    assert "√" in math_font.characters([mathml.to_mathml(r"\sqrt{D}")])
    assert "√" in math_font.characters([mathml.to_mathml(r"\sqrt[3]{D}")])
    assert "√" not in math_font.characters([mathml.to_mathml("D")])


@pytest.mark.site
def test_only_pages_with_equations_load_the_font(site):
    for name in [*documents(), "search"]:
        page = parsed(site / f"{name}.html")
        loads = bool(page.select("link[href*='mathematics.css']"))
        assert loads == bool(page.select("math")), name
