"""Pairs of sentences: rows and slices, references, and what leaks between splits."""

import pytest

from nlp_helpers.datasets import Leak, Pairs, leak, pairs

ROWS = [("Go.", "Ve."), ("Go.", "Vete."), ("Run!", "¡Corre!"), ("Go.", "Ve."), ("Hi.", "Hola.")]


def test_rows_go_in_and_come_out():
    made = Pairs.of(ROWS)
    assert list(made) == ROWS
    assert len(made) == 5
    assert made.english[2] == "Run!"
    assert made.spanish[2] == "¡Corre!"
    assert list(made[1:4:2]) == ROWS[1:4:2]


def test_one_row_is_not_a_slice():
    with pytest.raises(TypeError, match=r"by slices such as pairs\[:10\], not by 0"):
        Pairs.of(ROWS)[0]


def test_sides_of_different_lengths():
    with pytest.raises(ValueError, match="2 sentences need as many translations, not 1"):
        Pairs(("Go.", "Run!"), ("Ve.",))


def test_references_are_all_translations_once():
    assert Pairs.of(ROWS).references() == {
        "Go.": ("Ve.", "Vete."),
        "Run!": ("¡Corre!",),
        "Hi.": ("Hola.",),
    }


def test_a_leak_is_counted_by_rows_and_by_sentences():
    train = Pairs.of([("Go.", "Ve."), ("Hello.", "Hola.")])
    assert leak(train, Pairs.of(ROWS)) == Leak(rows=3 / 5, sources=1 / 3, targets=3 / 5)
    assert leak(train, Pairs.of(ROWS[2:3])) == Leak(0, 0, 0)


def test_a_leak_into_nothing():
    with pytest.raises(ValueError, match="at least one pair"):
        leak(Pairs.of(ROWS), Pairs((), ()))


def test_a_file_is_read_line_by_line(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("Go.\tVe.\tCC-BY 2.0\r\n\n Run! \t ¡Corre!\n", "utf-8")
    assert list(pairs.read_pairs(path)) == [("Go.", "Ve."), ("Run!", "¡Corre!")]


def test_a_byte_order_mark_belongs_to_no_sentence(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("\ufeffGo.\tVe.\n", "utf-8")
    assert list(pairs.read_pairs(path)) == [("Go.", "Ve.")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no pair"),
        ("\n \n", "holds no pair"),
        ("Go.\tVe.\nHello.\n", "line 2 is not English, a tab and Spanish: 'Hello.'"),
        ("\tVe.\n", "line 1 is not English"),
    ],
)
def test_a_file_without_pairs(tmp_path, content, message):
    path = tmp_path / "pairs.tsv"
    path.write_text(content)
    with pytest.raises(ValueError, match=message):
        pairs.read_pairs(path)
