"""The exercises of a chapter and the code of their folded solutions."""

import re

EXERCISE = re.compile(r"^\*\*\d+\.", re.MULTILINE)
DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


def exercises(cells) -> list[str]:
    """Return the text of each exercise, solution included."""
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    _, _, section = prose.partition("\n## Exercises\n")
    section, _, _ = section.partition("\n## ")
    return EXERCISE.split(section)[1:]


def solution_blocks(source: str) -> list[str]:
    """Return the code blocks inside the folded parts of a Markdown cell."""
    return [code for folded in DETAILS.findall(source) for code in PYTHON.findall(folded)]
