"""Run one stage of a command: say what it is, run it, say how long it took.

    python stage.py TITLE COMMAND...

The exit status is the command's own, 128 + N where signal N ended it.
"""

import ctypes
import functools
import os
import signal
import subprocess
import sys
import time

END_WITH_PARENT = 1  # Linux's PR_SET_PDEATHSIG
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def run(title: str, command: list[str]) -> int:
    """Run `command` between two lines that name and time it; return its exit status."""
    print(f"==> {title}", flush=True)
    start = time.monotonic()
    status = call(command)
    seconds = time.monotonic() - start
    outcome = "took" if status == 0 else f"failed (status {status}) after"
    print(f"<== {title}: {outcome} {seconds:.0f} s", flush=True)
    return status


def call(command: list, **options) -> int:
    """Run a child to its end, which comes by the signals, too, that are meant to end this process.

    Ctrl-C alone is not passed on: the terminal sends it to the child, which is given time to
    clean up. `kill -9`, which no process hears, ends the child by SIGTERM on Linux; on macOS it
    runs to its own end. `options` are those of `subprocess.Popen`.
    """
    if LIBC:
        options["preexec_fn"] = functools.partial(_end_with, os.getpid())
    with subprocess.Popen(command, **options) as child:
        before = {
            number: signal.signal(number, lambda number, frame: child.send_signal(number))
            for number in (signal.SIGTERM, signal.SIGHUP)
        }
        try:
            status = child.wait()
        except KeyboardInterrupt:
            child.wait()
            return 130
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    return status if status >= 0 else 128 - status


def _end_with(parent: int) -> None:
    """Let Linux end this process when its parent is gone, be that so already."""
    LIBC.prctl(END_WITH_PARENT, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:]))
