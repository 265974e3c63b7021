"""A reader's own reviews: what is read, and what is refused with the line that is wrong."""

import json

import pytest

from nlp_helpers.datasets.reviews import read_reviews

ROWS = [{"text": "Good é", "label": 1}, {"text": "", "label": 0, "film": "unused"}]


def write(folder, *lines: str):
    path = folder / "reviews.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_rows_are_read_in_order_and_blank_lines_skipped(tmp_path):
    path = write(tmp_path, json.dumps(ROWS[0], ensure_ascii=False), "", json.dumps(ROWS[1]), "  ")
    reviews = read_reviews(path)
    assert reviews.texts == ("Good é", "")
    assert reviews.labels.tolist() == [1, 0]


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path):
    text = "one\u2028two\x85three\x0bfour"
    path = write(tmp_path, json.dumps({"text": text, "label": 1}, ensure_ascii=False))
    assert read_reviews(path).texts == (text,)


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[1, 2]",
        '"text"',
        '{"text": "a"}',
        '{"label": 1}',
        '{"text": 3, "label": 1}',
        '{"text": "a", "label": 2}',
        '{"text": "a", "label": "positive"}',
        '{"text": "a", "label": null}',
        '{"text": "a", "label": true}',
        '{"text": "half a sign: \\ud83d", "label": 1}',
        pytest.param('{"text": ' + "[" * 100_000, id="nested 100,000 deep"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, line):
    path = write(tmp_path, json.dumps(ROWS[0]), line)
    with pytest.raises(ValueError, match="line 2"):
        read_reviews(path)


def test_a_byte_order_mark_is_skipped(tmp_path):
    assert read_reviews(write(tmp_path, "\ufeff" + json.dumps(ROWS[0]))).texts == ("Good é",)


@pytest.mark.parametrize("lines", [[], ["", "  "]])
def test_a_file_without_reviews_is_refused(tmp_path, lines):
    with pytest.raises(ValueError, match="holds no review"):
        read_reviews(write(tmp_path, *lines))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "reviews.jsonl"
    path.write_bytes(b'{"text": "caf\xe9", "label": 1}')
    with pytest.raises(ValueError, match="not a UTF-8 text"):
        read_reviews(path)
