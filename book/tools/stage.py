"""Run one stage of a command: say what it is, run it, say how long it took.

    python stage.py TITLE COMMAND...

The exit status is the command's own.
"""

import subprocess
import sys
import time


def run(title: str, command: list[str]) -> int:
    """Run `command` between two lines that name and time it; return its exit status."""
    print(f"==> {title}", flush=True)
    start = time.monotonic()
    status = wait(subprocess.Popen(command))
    seconds = time.monotonic() - start
    outcome = "took" if status == 0 else f"failed (status {status}) after"
    print(f"<== {title}: {outcome} {seconds:.0f} s", flush=True)
    return status


def wait(process: subprocess.Popen) -> int:
    """Wait for the end; Ctrl-C reaches the child too, which is given time to clean up."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        return 130


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:]))
