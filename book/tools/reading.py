"""How long a chapter takes to read: its prose and its code, without what is folded away."""

import re

import nbformat

WORDS_A_MINUTE = 200
CODE_LINES_A_MINUTE = 10
ROUNDING = 5  # minutes
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
LEFT_OUT = {"setup", "cost"}  # cells that are not shown, or written from what is counted here


def reading_minutes(notebook: nbformat.NotebookNode) -> int:
    """Return the minutes that a reader new to the subject needs, to the next five.

    Example:
        >>> reading_minutes(nbformat.read("chapters/01_char_rnn.ipynb", as_version=4))
        30
    """
    words = code_lines = 0
    for cell in notebook.cells:
        if LEFT_OUT & set(cell.metadata.get("tags", [])):
            continue
        if cell.cell_type == "code":
            code_lines += sum(bool(line.strip()) for line in cell.source.splitlines())
        else:
            words += len(WORD.findall(FOLDED.sub("", cell.source)))
    minutes = words / WORDS_A_MINUTE + code_lines / CODE_LINES_A_MINUTE
    return max(ROUNDING, ROUNDING * round(minutes / ROUNDING))
