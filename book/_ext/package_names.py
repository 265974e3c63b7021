"""Where a name that a chapter imports is defined, found by reading the package's files.

Nothing is imported, so that it takes no seconds and no backend.
"""

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGE = "nlp_helpers"


class Place(NamedTuple):
    """A file below the project's folder, and a line in it; line 1 for a module as a whole."""

    file: str
    line: int


@cache
def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def module_file(root: Path, module: str) -> Path | None:
    """Return the file of a module or a package."""
    path = root.joinpath(*module.split("."))
    files = (path.with_suffix(".py"), path / "__init__.py")
    return next((file for file in files if file.is_file()), None)


def names_of(statement: ast.stmt) -> list[str]:
    """Return the names that a statement defines."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    return [target.id for target in targets if isinstance(target, ast.Name)]


def find(root: Path, module: str, name: str) -> Place | None:
    """Return where the name that a module offers is defined, through what the module imports."""
    if file := module_file(root, f"{module}.{name}"):
        return Place(file.relative_to(root).as_posix(), 1)
    file = module_file(root, module)
    for statement in parse(file).body if file else ():
        if name in names_of(statement):
            return Place(file.relative_to(root).as_posix(), statement.lineno)
        for alias in statement.names if isinstance(statement, ast.ImportFrom) else ():
            if name == (alias.asname or alias.name) and statement.module.startswith(PACKAGE):
                return find(root, statement.module, alias.name)
    return None


def imported(code: str) -> dict[str, str]:
    """Return the names that code imports from the package, each with its whole dotted name."""
    names = {}
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(PACKAGE):
            for alias in statement.names:
                names[alias.asname or alias.name] = f"{statement.module}.{alias.name}"
    return names
