"""How a chapter runs in its kernel, whoever starts it: `make book`, `make notebooks` or nbval.

Two kernels may run at a time, but a cell that reads a clock runs while every other kernel rests.
A kernel has the project's own settings, and what memory it took at most is known at its end.
"""

import ast
import asyncio
import fcntl
import importlib.util
import os
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "_build" / "kernels"
CELL_LIMIT = 1_800  # seconds, for the full profile
BINDER = 2 * 1024**3  # bytes of memory that a reader has there
CLOCKS = {"time", "timeit"}  # the modules
# What a shell may say to every Python, and would change what a chapter shows or checks.
FOREIGN = ("MPLBACKEND", "PYTHONOPTIMIZE", "PYTHONSTARTUP", "PYTHONWARNINGS")
SLOW = "PYTHONDONTWRITEBYTECODE"  # TensorFlow's 4,000 modules would be compiled at every import


def settings() -> dict[str, str]:
    """Return the environment of a kernel: the reader's, but for what decides what is shown."""
    kept = {name: value for name, value in os.environ.items() if name not in (*FOREIGN, SLOW)}
    matplotlib = Path(importlib.util.find_spec("matplotlib").origin).parent
    return kept | {
        "JUPYTER_PATH": str(Path(sys.prefix, "share", "jupyter")),  # .venv's own kernel
        "IPYTHONDIR": str(OURS / "ipython"),
        "KERAS_HOME": str(OURS / "keras"),
        "MATPLOTLIBRC": str(matplotlib / "mpl-data" / "matplotlibrc"),
        # Two kernels may share a GPU.
        "TF_FORCE_GPU_ALLOW_GROWTH": "true",
        "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    }


@contextmanager
def _lock(name: str, kind: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Hold one of the locks that all processes of this clone share."""
    OURS.mkdir(parents=True, exist_ok=True)
    with open(OURS / name, "w") as file:
        fcntl.flock(file, kind)
        yield


@contextmanager
def turn(alone: bool = False) -> Iterator[None]:
    """Wait for the others to let this one run: beside them, or alone.

    Everybody comes in through the door, and who waits there to be alone keeps it shut, so that
    others do not come and go forever while somebody waits.
    """
    with ExitStack() as stack:
        with _lock("door"):
            stack.enter_context(_lock("room", fcntl.LOCK_EX if alone else fcntl.LOCK_SH))
        yield


@contextmanager
def starting() -> Iterator[None]:
    """Start a kernel meanwhile: one at a time, as ports are chosen before they are taken."""
    with turn(), _lock("start"):
        yield


def timed(sources: list[str]) -> list[bool]:
    """Say of each cell whether it reads a clock, itself or by a function of an earlier cell.

    Example:
        >>> timed(["def now():\\n    return time.time()", "print(now())", "print(1)"])
        [False, True, False]
    """
    clocks = set(CLOCKS)
    return [_reads_clock(source, clocks) for source in sources]


def _reads_clock(source: str, clocks: set[str]) -> bool:
    """Say whether a cell, as it runs, uses a name in `clocks`; add what it defines of that kind."""
    reads = False
    for statement in ast.parse(TransformerManager().transform_cell(source)).body:
        if isinstance(statement, ast.ImportFrom) and statement.module in CLOCKS:
            clocks.update(alias.asname or alias.name for alias in statement.names)
        elif clocks & {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                clocks.add(statement.name)
            reads |= not isinstance(statement, ast.FunctionDef)
    return reads


def peak_memory(process: int) -> int:
    """Return the bytes of memory that a living process had at most; 0 where nobody counts them."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:  # not on Linux
        return 0
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


def in_gigabytes(size: int) -> str:
    """Write a peak of memory for a reader."""
    return f"{size / 1024**3:.2f} GB" if size else "memory not measured on this system"


def execute(notebook: nbformat.NotebookNode, folder: Path) -> tuple[float, int]:
    """Run every cell in a fresh kernel; return the seconds and the bytes of memory it took."""
    client = NotebookClient(
        notebook,
        timeout=CELL_LIMIT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],  # on the console, of the kernel itself
    )
    start = time.monotonic()
    memory = asyncio.run(_run_cells(client, notebook.cells))
    return time.monotonic() - start, memory


async def _run_cells(client: NotebookClient, cells: list[nbformat.NotebookNode]) -> int:
    """Run the cells, each in its turn; return the bytes of memory that they took."""
    alone = timed([cell.source if cell.cell_type == "code" else "" for cell in cells])
    async with AsyncExitStack() as stack:
        with starting():
            await stack.enter_async_context(client.async_setup_kernel(env=settings()))
        for place, cell in enumerate(cells):
            with turn(alone[place]):
                await client.async_execute_cell(cell, place, client.code_cells_executed + 1)
        return peak_memory(client.km.provisioner.pid)
