"""A stage hands on its command's status, and the signals that it gets itself."""

import os
import selectors
import signal
import subprocess
import sys

import pytest
import stage


@pytest.mark.parametrize("status", [0, 3])
def test_hands_on_the_status_and_the_time(status, capsys):
    command = [sys.executable, "-c", f"raise SystemExit({status})"]
    assert stage.run("Nothing", command) == status
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "==> Nothing"
    assert lines[1].startswith("<== Nothing: ")
    assert lines[1].endswith(" s")


def hear() -> None:
    """Whoever starts the tests by `nohup` hands on that a hang-up is not heard."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def long_stage() -> tuple[subprocess.Popen, int]:
    """A stage that takes a minute, and the process of its command."""
    code = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    command = [sys.executable, stage.__file__, "Long", sys.executable, "-c", code]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=hear)
    assert process.stdout.readline() == "==> Long\n"
    return process, int(process.stdout.readline())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere an orphan runs to its end")
def test_a_stage_that_is_killed_takes_its_command_with_it():
    process, _ = long_stage()
    process.kill()
    with process.stdout as pipe, selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        assert selector.select(timeout=20), "the command still has its end of the pipe"
        assert pipe.read() == ""
    process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ends_with_its_child(number):
    process, child = long_stage()
    with process:
        process.send_signal(number)
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert f"failed (status {128 + number})" in output
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
