"""Link the first use of a term in a chapter to the glossary, and the glossary's entry back.

The links are made while the site is built: a notebook has plain words. A word that means something
else every day is linked where the chapter sets it off, in bold or italics.
"""

import re
from itertools import chain

from docutils import nodes
from sphinx.application import Sphinx

PAGE, CHAPTERS = "book/glossary", "chapters/"
EVERYDAY = {
    *("alignment", "batch", "context", "coverage", "decoding", "key", "leak", "mask", "memory"),
    *("mixture", "patch", "pipeline", "prompt", "query", "reference", "sampling", "seed"),
    *("shift", "signature", "token", "value", "window"),
}
NOT_IN = (nodes.title, nodes.reference, nodes.literal, nodes.literal_block, nodes.Invisible)
SET_OFF = (nodes.strong, nodes.emphasis)


def terms(env) -> dict[str, str]:
    """Return the glossary's terms, in small letters, and the `id` of each."""
    objects = env.get_domain("std").objects
    return {
        name.lower(): anchor
        for (kind, name), (page, anchor) in objects.items()
        if kind == "term" and page == PAGE
    }


def pattern(known: dict[str, str]) -> re.Pattern:
    """Return what finds a term as a whole word, longer terms before the shorter ones in them."""
    longest_first = sorted(known, key=len, reverse=True)
    written = (re.escape(term).replace(r"\ ", r"\s+") for term in longest_first)
    return re.compile(rf"(?<![\w-])({'|'.join(written)})s?(?![\w-])", re.I)


def term_of(match: re.Match) -> str:
    """Return the term that was found, as the glossary has it."""
    return " ".join(match[1].lower().split())


def may_be_linked(text: nodes.Text, term: str) -> bool:
    """Say whether a word in a chapter may become a link to its term."""
    around = text.parent
    if term in EVERYDAY and not isinstance(around, SET_OFF):
        return False
    while around is not None:
        if isinstance(around, NOT_IN) or "references" in around.get("names", ()):
            return False
        around = around.parent
    return True


def join_lines(document: nodes.document) -> None:
    """Make one piece of what stands on several lines: MyST has a piece a line."""
    for parent in {id(text.parent): text.parent for text in document.findall(nodes.Text)}.values():
        joined = []
        for node in parent.children:
            if joined and isinstance(node, nodes.Text) and isinstance(joined[-1], nodes.Text):
                joined[-1] = nodes.Text(joined[-1] + node)
            else:
                joined.append(node)
        parent.children = []
        parent.extend(joined)


def first_uses(document: nodes.document, known: dict[str, str]) -> dict[nodes.Text, list]:
    """Return the pieces of text in which terms occur for the first time, and those matches."""
    join_lines(document)
    seen, found, finder = set(), {}, pattern(known)
    for text in document.findall(nodes.Text):
        for match in finder.finditer(text.astext()):
            term = term_of(match)
            if term not in seen and may_be_linked(text, term):
                seen.add(term)
                found.setdefault(text, []).append(match)
    return found


def linked(text: nodes.Text, matches: list[re.Match], known: dict, page: str) -> list[nodes.Node]:
    """Return a piece of text in pieces, its terms as links."""
    pieces, end = [], 0
    for match in matches:
        anchor = known[term_of(match)]
        link = nodes.reference("", match[0], internal=True, refuri=f"{page}#{anchor}")
        link["ids"], link["classes"] = [f"use-{anchor}"], ["glossary-term"]
        pieces += [nodes.Text(text[end : match.start()]), link]
        end = match.end()
    return [*pieces, nodes.Text(text[end:])]


def watch_glossary(app: Sphinx, document: nodes.document) -> None:
    """Have a chapter read again when the terms that it can lead to have changed."""
    if app.env.docname.startswith(CHAPTERS):
        app.env.note_dependency(f"{PAGE}.md")


def link_chapter(app: Sphinx, document: nodes.document, name: str) -> None:
    """Make the links of a chapter."""
    known = terms(app.env)
    page = app.builder.get_relative_uri(name, PAGE)
    for text, matches in first_uses(document, known).items():
        text.parent.replace(text, linked(text, matches, known, page))


def introduced(document: nodes.document, known: dict[str, str]) -> set[str]:
    """Return the terms that a chapter sets in bold, as it does where it explains them."""
    bold = {" ".join(node.astext().lower().split()) for node in document.findall(nodes.strong)}
    return bold & known.keys()


def find_chapters(app: Sphinx, env) -> list[str]:
    """Note the chapter of each term: the first that explains it, or else that uses it.

    The glossary is written again each time.
    """
    explaining, using, known = {}, {}, terms(env)
    for name in sorted(name for name in env.found_docs if name.startswith(CHAPTERS)):
        document = env.get_doctree(name)
        matches = chain(*first_uses(document, known).values())
        used = {term_of(match) for match in matches}
        using = dict.fromkeys(used, name) | using
        explaining = dict.fromkeys(used & introduced(document, known), name) | explaining
    env.term_chapters = {known[term]: name for term, name in (using | explaining).items()}
    return [PAGE] if PAGE in env.found_docs else []


def link_back(app: Sphinx, document: nodes.document) -> None:
    """Say at the end of each entry of the glossary in which chapter its term is."""
    for item in document.findall(nodes.definition_list_item):
        anchor = next(iter(item[0]["ids"]), None)
        if chapter := app.env.term_chapters.get(anchor):
            address = f"{app.builder.get_relative_uri(PAGE, chapter)}#use-{anchor}"
            title = app.env.titles[chapter].astext()
            link = nodes.reference("", title, internal=True, refuri=address)
            item[-1] += nodes.paragraph("", "", nodes.Text("In: "), link)


def make_links(app: Sphinx, document: nodes.document, name: str) -> None:
    """Link a page that has been read and resolved."""
    if name.startswith(CHAPTERS):
        link_chapter(app, document, name)
    elif name == PAGE:
        link_back(app, document)


def setup(app: Sphinx) -> dict:
    """Register both directions."""
    app.connect("doctree-read", watch_glossary)
    app.connect("env-updated", find_chapters)
    app.connect("doctree-resolved", make_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
