"""The parser of the plays, the patch, and the corpus itself where the cache has it."""

import hashlib

import pytest

from nlp_helpers.datasets import (
    SHAKESPEARE,
    CharVocabulary,
    load_shakespeare,
    nine_tenths,
    shakespeare_splits,
)
from nlp_helpers.datasets.patch import apply_patch
from nlp_helpers.datasets.plays import plain_text

PLAY = r"""# The Test

## ACT I

_Enter two, talking,
and a third_

**FIRST**
A line,
and another.

_Thunder_

The speech goes on.

_\[Aside]_
So it does.

**SECOND & THIRD**
_\[To FIRST]_
This is dropped.

_Exit FIRST_

This, too.

*Exeunt.*
"""


@pytest.mark.parametrize("line_end", ["\n", "  \n"])  # two spaces: Markdown's line break
def test_a_play_becomes_plain_text(line_end):
    play = PLAY.replace("\n", line_end)
    assert plain_text(play) == (
        "FIRST:\nA line,\nand another.\nThe speech goes on.\nSo it does.\n\nSECOND:\n\n"
    )


PATCH = """\
@@ -0,0 +1 @@
+zero
@@ -2 +3,2 @@
-two
+TWO
+and a half
@@ -4,2 +6,0 @@
-four
-five
"""


def test_a_patch_is_applied():
    lines = ["one", "two", "three", "four", "five", "six"]
    assert apply_patch(lines, PATCH) == ["zero", "one", "TWO", "and a half", "three", "six"]


def test_a_patch_for_another_text_is_refused():
    with pytest.raises(ValueError, match="'-two' where the text has 'zwei'"):
        apply_patch(["one", "zwei", "three"], PATCH)


def test_a_text_too_short_for_the_splits():
    with pytest.raises(ValueError, match=r"10 characters .* more than 1,060,000"):
        shakespeare_splits("a" * 10)


@pytest.mark.needs(SHAKESPEARE)
def test_tiny_shakespeare_byte_for_byte():
    text = load_shakespeare()
    assert len(text) == 1_115_394
    assert hashlib.sha256(text.encode()).hexdigest() == SHAKESPEARE.sha256
    assert len(CharVocabulary.fit(text)) == 39


@pytest.mark.needs(SHAKESPEARE)
def test_the_splits_are_the_whole_text():
    splits = shakespeare_splits()
    assert [len(split) for split in splits] == [1_000_000, 60_000, 55_394]
    assert "".join(splits) == load_shakespeare()


@pytest.mark.needs(SHAKESPEARE)
def test_nine_tenths_are_nanogpts():
    """Its own script says 1,003,854 and 111,540 characters of 65 kinds."""
    train, valid = nine_tenths()
    assert (len(train), len(valid), len(set(train))) == (1_003_854, 111_540, 65)
    assert train + valid == load_shakespeare()
