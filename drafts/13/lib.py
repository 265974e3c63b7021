"""Cells of a chapter from plain texts; prose is wrapped at 100 columns."""
import re, textwrap
import nbformat
CELLS, PROBLEMS = [], []

def wrap(text, width=100):
    blocks, out, inside = re.split(r"\n\n+", text.strip("\n")), [], False
    fenced = False
    for block in blocks:
        if fenced or block.startswith("```") or "```" in block:
            if block.count("```") % 2:
                fenced = not fenced
            out.append(block); continue
        if block.startswith(("|", "$$", "#", "<")):
            out.append(block); continue
        lines = block.split("\n")
        items, cur = [], []
        for line in lines:
            if re.match(r"^(- |\d+\. )", line) and cur:
                items.append(cur); cur = []
            cur.append(line)
        items.append(cur)
        done = []
        for item in items:
            m = re.match(r"^(- |\d+\. )", item[0])
            indent = " " * len(m.group(0)) if m else ""
            body = " ".join(l.strip() for l in item)
            body = re.sub(r"\$[^$]+\$|`[^`]+`", lambda m: m[0].replace(" ", "\x00"), body)
            done.append(textwrap.fill(body, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False))
        out.append("\n".join(done))
    return "\n\n".join(out).replace("\x00", " ")

def md(source, **metadata):
    add("markdown", wrap(source), metadata)

def code(source, *tags, caption=None, alt=None):
    metadata = {}
    if caption:
        metadata["mystnb"] = {"figure": {"caption": caption}, "image": {"alt": alt}}
    if tags:
        metadata["tags"] = list(tags)
    source = source.strip("\n")
    if len(source.splitlines()) > 15: PROBLEMS.append((len(source.splitlines()), source[:60]))
    PROBLEMS.extend(l for l in source.splitlines() if len(l) > 76)
    add("code", source, metadata)

def add(kind, source, metadata):
    CELLS.append((kind, source, metadata))

def write(path, prefix, cost):
    for each in PROBLEMS: print("PROBLEM", each)
    nb = nbformat.v4.new_notebook()
    nb.metadata = {"cost": cost, "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    for i, (kind, source, metadata) in enumerate(CELLS):
        make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        cell = make(source, metadata=metadata)
        cell["id"] = f"{prefix}-{i:02}"
        nb.cells.append(cell)
    nbformat.validate(nb)
    with open(path, "w", encoding="utf-8") as f:
        f.write(nbformat.writes(nb) + "\n")
    print(len(CELLS), "cells")
