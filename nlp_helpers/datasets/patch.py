"""Applying a unified diff without context lines, as `diff -U0` writes it."""

import re

_HUNK = re.compile(r"@@ -(?P<start>\d+)(,(?P<count>\d+))? \+\S+ @@")


def apply_patch(lines: list[str], patch: str) -> list[str]:
    """Return lines, without their ends, as a patch changes them.

    Raises:
        ValueError: a line to be removed is not there: the patch is for another text.
    """
    patched: list[str] = []
    position = 0  # how many old lines are done
    for entry in patch.splitlines():
        if hunk := _HUNK.fullmatch(entry):
            # Lines count from 1; a hunk that removes none names the line that it comes after.
            start = int(hunk["start"]) - (hunk["count"] != "0")
            patched += lines[position:start]
            position = start
        elif entry.startswith("+"):
            patched.append(entry[1:])
        elif entry == f"-{lines[position]}":
            position += 1
        else:
            raise ValueError(f"the patch has {entry!r} where the text has {lines[position]!r}")
    return patched + lines[position:]
