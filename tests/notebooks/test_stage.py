"""A stage hands on its command's status, and the signals that it gets itself."""

import os
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ends_with_its_child(number):
    code = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    command = [sys.executable, stage.__file__, "Long", sys.executable, "-c", code]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "==> Long\n"
    child = int(process.stdout.readline())
    process.send_signal(number)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert f"failed (status {128 + number})" in output
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
