"""A chapter's reading time counts what a reader reads."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from reading import reading_minutes

WORDS, LINES = "word " * 2000, "x = 1\n\n" * 100  # ten minutes each


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        ([], 5),
        ([new_markdown_cell(WORDS)], 10),
        ([new_code_cell(LINES)], 10),
        ([new_markdown_cell(WORDS), new_code_cell(LINES)], 20),
        ([new_markdown_cell(WORDS + f"<details>\n\n{WORDS}\n\n</details>")], 10),
        ([new_markdown_cell(WORDS + "$1 + 2 = 3$ " * 1000)], 10),
        ([new_markdown_cell(WORDS), new_code_cell(LINES, metadata={"tags": ["setup"]})], 10),
        ([new_markdown_cell(WORDS), new_markdown_cell(WORDS, metadata={"tags": ["cost"]})], 10),
    ],
)
def test_prose_and_code_count_but_nothing_that_is_folded_or_made(cells, minutes):
    assert reading_minutes(new_notebook(cells=cells)) == minutes
