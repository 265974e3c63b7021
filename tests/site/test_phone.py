"""What is wide on a phone can be read: figures keep their letters, and all scrolls in itself."""

import pytest

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)
from tests.site.test_browser import (  # noqa: F401  (fixtures)
    PHONE,
    axe,
    context,
    open_page,
    tab,
    violations,
)

from figures import with_sizes  # isort: skip

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
SHRUNK = """all => all.filter(one => one.width < 0.8 * one.getAttribute("width") - 1)
    .map(one => one.alt)"""
TESTS = (lambda width: width > 1, lambda width: width == 1)
MASK = "one => getComputedStyle(one).maskImage"


def test_size_of_a_figure_becomes_attributes():
    image = '<img alt="A curve" src="a.png" {} />'
    sized = image.format('width="651" height="331" style="--drawn: 651px"')
    assert with_sizes(image.format('style="width: 651px; height: 331px;"')) == sized
    assert with_sizes(image.format('style="width: 80%;"')) == image.format('style="width: 80%;"')


@pytest.mark.site
def test_every_figure_says_how_wide_it_was_drawn_and_leads_to_the_picture(site, page, document):
    for image in page.select("article figure img"):
        assert image["style"] == f"--drawn: {image['width']}px"
        assert (site / f"{document}.html").parent.joinpath(image.parent["href"]).is_file()


@pytest.mark.site
def test_wide_things_are_legible_and_scroll_by_keyboard(tab, site, document, axe):  # noqa: F811
    tab.set_viewport_size(PHONE)
    open_page(tab, site, document)
    assert not tab.locator("article figure img").evaluate_all(SHRUNK)
    assert not violations(axe, tab, runOnly=["scrollable-region-focusable"])


@pytest.mark.site
@pytest.mark.parametrize(
    ("document", "wide"),
    [
        ("chapters/02_decoding", "figure > a"),
        ("chapters/02_decoding", ".cell_output pre"),
        ("chapters/01_char_rnn", "div.math"),
        ("chapters/16_hugging_face", ".pst-scrollable-table-container"),
    ],
)
def test_edge_fades_where_something_is_cut_off(tab, site, document, wide):  # noqa: F811
    tab.set_viewport_size(PHONE)
    open_page(tab, site, document)
    cut, whole = (tab.locator(f"article {wide}").nth(at) for at in places(tab, wide))
    cut.scroll_into_view_if_needed()
    assert "to left" in cut.evaluate(MASK)
    assert whole.evaluate(MASK) == "none"
    cut.evaluate("one => one.scrollLeft = one.scrollWidth")
    tab.wait_for_timeout(50)
    assert "to right" in cut.evaluate(MASK)


def places(tab, wide: str) -> list[int]:  # noqa: F811
    """Return which of the shown parts is the first that is cut off, and which the first whole."""
    widths = "all => all.map(one => one.clientWidth && one.scrollWidth - one.clientWidth + 1)"
    rest = tab.locator(f"article {wide}").evaluate_all(widths)  # 0 of what is folded
    return [next(at for at, width in enumerate(rest) if test(width)) for test in TESTS]
