"""The site in a real browser, opened from the disk with the network cut."""

import os
import sys
from urllib.parse import urlsplit

import pytest

from tests.site.conftest import ROOT, documents, parsed

sys.path.insert(0, str(ROOT / "book" / "tools"))
from chromium import find_chromium

pytestmark = [
    pytest.mark.site,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
BUT_CODE = {"exclude": [[".cell_input pre"]]}
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def context():
    """One offline browser for all pages."""
    path = find_chromium()
    if path is None:
        without = pytest.fail if os.environ.get("CI") else pytest.skip
        without("no Chromium on PATH (or in NLP_CHROMIUM): the site was not opened in one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        context = browser.new_context(viewport=DESK, offline=True)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context
        browser.close()


@pytest.fixture
def tab(context):
    """A fresh tab that keeps what went wrong in `tab.faults`."""
    tab = context.new_page()
    tab.faults = []
    tab.on("console", lambda message: message.type == "error" and tab.faults.append(message.text))
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    tab.on("request", lambda request: note_network(tab, request.url))
    yield tab
    tab.close()


def note_network(tab, address: str) -> None:
    """Count every request that would leave the disk as a fault."""
    if urlsplit(address).scheme not in {"file", "data", "blob"}:
        tab.faults.append(f"asked for {address}")


@pytest.fixture(scope="module")
def axe():
    """The checks of axe-core for accessibility."""
    from axe_playwright_python.sync_playwright import Axe

    return Axe()


def violations(axe, tab, context=None, **options) -> list[str]:
    """Return what axe-core finds wrong on the open page: the rule and the first place."""
    options = {"resultTypes": ["violations"], **options}
    found = axe.run(tab, context=context, options=options).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:300]}" for fault in found]


def go_dark(tab) -> None:
    """Turn the open page dark, as a reader's system would."""
    tab.add_style_tag(content="* {transition: none !important}")  # colours are there at once
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_selector("html[data-theme=dark]")


def open_page(tab, site, name: str) -> None:
    """Open a page and wait for what it loads."""
    tab.goto(f"file://{site}/{name}.html")


def test_page_is_whole(tab, site, document):
    """No console error, all mathematics drawn, the copy button copies, no sideways scrolling."""
    open_page(tab, site, document)
    assert_mathematics(tab)
    assert_copy_button(tab)
    tab.set_viewport_size(PHONE)
    tab.wait_for_timeout(50)
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not tab.faults


def test_page_is_accessible_in_light_and_dark(tab, site, document, axe):
    """Every rule of axe-core; in the dark those that see colours, for nothing else differs.

    Code in cells is left to the next test: its thousands of pieces have a few colours.
    """
    rules = {"label-content-name-mismatch": {"enabled": True}}  # off by default, as experimental
    tab.emulate_media(color_scheme="light")
    open_page(tab, site, document)
    assert not violations(axe, tab, BUT_CODE, rules=rules)
    go_dark(tab)
    assert not violations(axe, tab, BUT_CODE, runOnly=COLOUR_RULES)


def test_code_of_every_colour_can_be_read_in_light_and_dark(tab, site, axe):
    """A cell that is filled with one piece of each kind that the chapters have."""
    pages = [parsed(site / f"{name}.html") for name in documents() if name.startswith("chapters/")]
    pieces = [piece for page in pages for piece in page.select(".cell_input pre span[class]")]
    kinds = {" ".join(piece["class"]) for piece in pieces}
    assert {"c1", "kn", "s2"} <= kinds  # a comment, a keyword, a string
    tab.emulate_media(color_scheme="light")
    open_page(tab, site, "chapters/01_char_rnn")
    fill = """(cell, kinds) => {
        cell.id = "palette";
        cell.innerHTML = kinds.map(kind => `<span class="${kind}">x </span>`).join("");
    }"""
    tab.locator(".cell_input pre").first.evaluate(fill, sorted(kinds))
    palette = {"include": [["#palette"]]}
    assert not violations(axe, tab, palette, runOnly=COLOUR_RULES)
    go_dark(tab)
    assert not violations(axe, tab, palette, runOnly=COLOUR_RULES)


def test_axe_finds_a_fault(tab, site, axe):
    open_page(tab, site, "book/index")
    tab.evaluate("document.querySelector('article p').style.color = '#ccc'")
    tab.evaluate("document.querySelector('article p a').textContent = ''")
    found = "\n".join(violations(axe, tab))
    assert "color-contrast" in found
    assert "link-name" in found


def test_focus_is_seen_wherever_the_keyboard_comes(tab, site):
    open_page(tab, site, "chapters/01_char_rnn")
    outline = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
    reached = ""
    for _ in range(40):
        tab.keyboard.press("Tab")
        element = tab.evaluate("document.activeElement.outerHTML.slice(0, 300)")
        assert tab.evaluate(outline) >= 2, element
        reached += element
    assert all(name in reached for name in ("Download this page", "Toggle primary sidebar"))


def assert_mathematics(tab) -> None:
    """Every equation is drawn, in the book's font, with no TeX in it and no error."""
    assert tab.locator(".math:not(:has(> math > *))").count() == 0
    assert tab.locator("merror").count() == 0
    assert not [text for text in tab.locator("math").all_text_contents() if "\\" in text]
    sizes = "all => all.every(one => one.getBoundingClientRect().height > 4)"
    assert tab.locator(".math > math").evaluate_all(sizes)


def assert_copy_button(tab) -> None:
    """The first copy button puts its cell's text on the clipboard."""
    if tab.locator("button.copybtn").count() == 0:
        return
    cell = tab.locator("div.highlight:has(> button.copybtn)").first
    cell.hover()
    cell.locator("button.copybtn").click()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.strip()
    shown = cell.locator("pre").inner_text()
    assert all(line in shown for line in copied.splitlines())


def test_copy_buttons_are_on_code_alone_and_seen_where_nothing_hovers(context, site):
    phone = context.browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    tab = phone.new_page()
    open_page(tab, site, "chapters/01_char_rnn")
    assert tab.locator(".cell_output button.copybtn").count() == 0
    buttons = tab.locator(".cell_input button.copybtn")
    assert buttons.count() > 10
    assert buttons.first.evaluate("one => getComputedStyle(one).opacity") == "1"
    phone.close()


def test_mathematics_is_on_the_notation_page_without_a_script(context, site):
    without = context.browser.new_context(java_script_enabled=False, offline=True)
    tab = without.new_page()
    open_page(tab, site, "book/notation")
    assert tab.locator("math").count() > 10
    assert_mathematics(tab)
    without.close()


def test_page_is_light_where_no_script_can_ask(context, site):
    without = context.browser.new_context(java_script_enabled=False, color_scheme="dark")
    tab = without.new_page()
    open_page(tab, site, "chapters/01_char_rnn")
    paper = "one => getComputedStyle(one).backgroundColor"
    assert tab.locator(".cell_input pre").first.evaluate(paper) == "rgb(245, 243, 239)"
    without.close()


def test_equations_stand_in_the_middle_and_their_lines_below_each_other(tab, site):
    open_page(tab, site, "chapters/01_char_rnn")
    sides = """all => all.map(one => {
        const around = one.parentElement.getBoundingClientRect();
        const boxes = [...one.firstChild.children].map(part => part.getBoundingClientRect());
        const left = Math.min(...boxes.map(box => box.left)) - around.left;
        return left - (around.right - Math.max(...boxes.map(box => box.right)));
    })"""
    assert max(map(abs, tab.locator("div.math > math").evaluate_all(sides))) < 40
    marks = "all => all.map(one => one.querySelector('mo').getBoundingClientRect().left)"
    signs = tab.locator("mtr > mtd:nth-child(2)").evaluate_all(marks)
    assert len(signs) == 4
    assert max(signs) - min(signs) < 1


def test_mathematics_has_the_font_that_the_style_sheet_carries(tab, site):
    open_page(tab, site, "book/notation")
    tab.evaluate("document.fonts.ready")
    assert tab.evaluate("document.fonts.check('16px \"STIX Two Math\"')")
    loaded = "[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)"
    assert [name.strip('"') for name in tab.evaluate(loaded)] == ["STIX Two Math"]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("beam", "9. Beam search"),
        ("attention", "10. Attention"),
        ("tokenization", "6. Tokenization"),
        ("encoder decoder", "7. Encoder and decoder"),
        ("perplexity", "Glossary"),
        ("nucleus", "2. Decoding"),
        ("nucleus sampling", "Glossary"),
    ],
)
def test_search_names_first_what_is_about_the_words(tab, site, words, first):
    open_page(tab, site, "book/index")
    tab.locator(".search-button-field").first.click()
    tab.locator("dialog input[name=q]").fill(words)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#search-results li a")
    tab.wait_for_function("document.querySelector('#search-results .search-summary').innerText")
    assert tab.locator("#search-results li a").all_inner_texts()[0] == first
    assert not tab.faults


def test_dark_mode_holds_on_the_next_page(tab, site):
    open_page(tab, site, "book/index")
    for _ in range(3):  # the button goes round: system, light, dark
        if tab.locator("html").get_attribute("data-mode") != "dark":
            tab.locator("button.theme-switch-button:visible").first.click()
    assert tab.locator("html").get_attribute("data-theme") == "dark"
    open_page(tab, site, "book/notation")
    assert tab.locator("html").get_attribute("data-theme") == "dark"
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 29)"


def test_headings_are_in_order_of_size(tab, site):
    """On a phone, too, a part is not larger than its whole."""
    for size in (PHONE, DESK):
        tab.set_viewport_size(size)
        open_page(tab, site, "chapters/15_vision_transformers")
        style = "one => parseFloat(getComputedStyle(one).fontSize)"
        names = ("h1", "h2", "h3", "p")
        sizes = [tab.locator(f"article {name}").first.evaluate(style) for name in names]
        assert sizes == sorted(set(sizes), reverse=True), size


def test_paper_shows_all_code_and_every_solution(tab, site):
    open_page(tab, site, "chapters/01_char_rnn")
    solution = tab.locator("article details > p, article details pre").first
    assert not solution.is_visible()
    tab.emulate_media(media="print")
    assert solution.is_visible()
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert tab.locator("article pre").evaluate_all(cut) == 0
    assert tab.locator("button.copybtn:visible").count() == 0
