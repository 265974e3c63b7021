"""The command line: what it prints, its exit status, and that it is silent when piped."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from nlp_helpers.__main__ import main
from nlp_helpers.checkpoints import LanguageModel, checkpoint_names, load_checkpoint


def run(*arguments: str, status: int = 0):
    """Run a command in this process and check its exit status."""
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == status, result.output
    return result


def test_evaluate_prints_json_for_machines(folder, tmp_path):
    file = tmp_path / "text.txt"
    file.write_text("abc\nhead\n")
    scores = json.loads(run("evaluate", str(folder), "--file", str(file), "--json").stdout)
    assert {"nats_per_char", "bits_per_char", "chars"} <= set(scores)
    assert scores["chars"] == 8


def test_generate_prints_prompt_and_text(folder):
    text = run("generate", "--checkpoint", str(folder), "--prompt", "Bad", "--length", "7").stdout
    assert text.startswith("Bad")
    assert len(text.rstrip("\n")) <= 10
    as_json = run(
        *("generate", "--checkpoint", str(folder), "--prompt", "Bad", "--length", "7", "--json")
    ).stdout
    assert len(json.loads(as_json)["text"]) == 7


def test_classify_prints_a_label_and_its_probability(sentiment_folder):
    arguments = ["classify", "Good film!", "--checkpoint", str(sentiment_folder)]
    line = run(*arguments).stdout
    label, probability = line.split()
    assert label in ("positive", "negative")
    assert 50 <= float(probability.strip("(%)")) <= 100
    scores = json.loads(run(*arguments, "--json").stdout)
    assert scores["label"] == label
    assert 0.5 <= scores["probability"] <= 1


def test_evaluate_scores_a_classifier_on_lines_of_json(sentiment_folder, tmp_path):
    file = tmp_path / "reviews.jsonl"
    file.write_text('{"text": "good", "label": 1}\n{"text": "bad", "label": 1}\n')
    arguments = ["evaluate", str(sentiment_folder), "--file", str(file)]
    scores = json.loads(run(*arguments, "--json").stdout)
    assert {"accuracy", "n"} <= set(scores)
    assert scores["n"] == 2
    file.write_text("good")
    assert "line 1" in run(*arguments, status=2).stderr


def test_translate(translator_folder):
    model = load_checkpoint(translator_folder)
    arguments = ["translate", "I see a cat.", "--model", str(translator_folder)]
    [wanted] = model.translate(["I see a cat."])
    assert run(*arguments).stdout == wanted + "\n"
    row = json.loads(run(*arguments, "--json").stdout)
    assert row == {"text": "I see a cat.", "translation": wanted}
    if model.card["config"]["attention"]:
        drawn = run(*arguments, "--show-alignment").stdout
        assert drawn == f"{wanted}\n{model.align('I see a cat.', wanted).drawn()}\n"
        weights = json.loads(run(*arguments, "--show-alignment", "--json").stdout)["alignment"]
        assert sum(weights[0]) == pytest.approx(1, abs=0.01)
    else:
        assert "no alignments" in run(*arguments, "--show-alignment", status=2).stderr


def test_evaluate_a_translator_on_a_file(translator_folder, tmp_path):
    file = tmp_path / "pairs.tsv"
    file.write_text("Go!\t¡Ve!\nGo!\t¡Anda!\n")
    output = run("evaluate", str(translator_folder), "--file", str(file), "--json").stdout
    scores = json.loads(output)
    assert scores["n"] == 2
    assert scores["signature"].startswith("nrefs:1|")
    assert {"bleu", "chrf", "bleu_all_references"} <= scores.keys()
    file.write_text("Go!\n")
    result = run("evaluate", str(translator_folder), "--file", str(file), status=2)
    assert "line 1 is not English, a tab and Spanish" in result.stderr


def test_a_checkpoint_that_cannot_do_it_is_named_with_its_task(folder, sentiment_folder):
    result = run("classify", "good", "--checkpoint", str(folder), status=2)
    assert "language model: it cannot classify" in result.stderr
    result = run("generate", "--prompt", "a", "--checkpoint", str(sentiment_folder), status=2)
    assert "cannot generate" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--temperature", "0"),
        ("--top-k", "0"),
        ("--top-p", "1.5"),
        ("--beams", "0"),
        ("--length", "0"),
        ("--seed", "-1"),
    ],
)
def test_bad_values_end_with_status_2_and_name_the_value(folder, option, value):
    arguments = ["generate", "--checkpoint", str(folder), "--prompt", "a", option, value]
    settings = ["--top-k", "2"] if option == "--seed" else []
    result = run(*arguments, *settings, status=2)
    assert value in result.stderr
    assert "Traceback" not in result.stderr


def test_unknown_names_end_with_status_2():
    assert "there are" in run("evaluate", "nobody", status=2).stderr
    assert "there are" in run("train", "nobody", status=2).stderr


def test_a_binary_file_is_refused(folder, tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\xff")
    assert "not a UTF-8 text" in run("evaluate", str(folder), "--file", str(file), status=2).stderr


def test_a_damaged_checkpoint_ends_with_status_1(folder):
    (folder / "model.safetensors").write_bytes(b"")
    result = run("generate", "--checkpoint", str(folder), "--prompt", "a", status=1)
    assert "is damaged" in result.stderr


def test_data_without_any_source_ends_with_status_1(monkeypatch, tmp_path):
    monkeypatch.setenv("NLP_HELPERS_DATA", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")  # nothing listens there
    assert "NLP_HELPERS_DATA" in run("data", status=1).stderr


def test_checkpoints_lists_the_cards():
    lines = run("checkpoints").stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines] == checkpoint_names()
    assert json.loads(run("checkpoints", "--json").stdout)["char-rnn"]["metrics"]


def test_piped_output_is_the_text_alone(folder):
    """Neither TensorFlow's greeting nor a progress bar reaches a pipe."""
    command = [sys.executable, "-m", "nlp_helpers", "generate", "--checkpoint", str(folder)]
    result = subprocess.run([*command, "--prompt", "ab", "--length", "5"], capture_output=True)
    assert result.returncode == 0
    assert result.stderr == b""
    assert result.stdout.startswith(b"ab")


INTERRUPTED = """
import time, click
from nlp_helpers.__main__ import main

@main.command()
def wait():
    click.echo("running")
    while True:  # a signal that comes just before one long call would wait for its end
        time.sleep(0.01)

main(["wait"])
"""


IMPORTING = """
import time

print("importing", flush=True)
while True:
    time.sleep(0.01)
"""


def test_ctrl_c_ends_with_status_130():
    command = [sys.executable, "-c", INTERRUPTED]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert process.stdout.readline() == "running\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert "Interrupted" in process.stderr.read()


@pytest.mark.parametrize(
    "start",
    [
        ["-m", "nlp_helpers"],
        ["-c", "import sys; sys.argv[0] = '/bin/nlp-helpers'; import nlp_helpers.__main__"],
    ],
)
def test_ctrl_c_while_the_command_line_itself_is_imported(tmp_path, start):
    (tmp_path / "click.py").write_text(IMPORTING)
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '.')}"}
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    command = [sys.executable, *start]
    with subprocess.Popen(command, text=True, env=environment, **pipes) as process:
        assert process.stdout.readline() == "importing\n"
        process.send_signal(signal.SIGINT)
        status, told = process.wait(timeout=60), process.stderr.read()
    assert status == 130
    assert told == "\nInterrupted: nothing is half-written.\n"


@pytest.mark.parametrize("seconds", [0, 1, 3])
def test_ctrl_c_in_the_first_seconds_of_a_training(tmp_path, seconds):
    """Whatever is being imported, fetched or compiled meanwhile."""
    train = ["train", "char-rnn", "--from-changed-files", "--folder", str(tmp_path / "run")]
    code = f"from nlp_helpers.__main__ import main; print('started', flush=True); main({train})"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], text=True, **pipes) as process:
        assert process.stdout.readline() == "started\n"
        time.sleep(0.05 + seconds)
        process.send_signal(signal.SIGINT)
        status, told = process.wait(timeout=60), process.stderr.read()
    assert status == 130
    assert "Traceback" not in told
    assert told.rstrip().endswith("Interrupted: nothing is half-written.")


def shell(command: str, **settings) -> subprocess.CompletedProcess:
    command = command.replace("nlp-helpers", f"{sys.executable} -m nlp_helpers")
    return subprocess.run(["bash", "-c", command], capture_output=True, **settings)


def test_a_reader_that_has_had_enough_ends_it_in_silence():
    result = shell("nlp-helpers checkpoints --json | head -c 1; exit ${PIPESTATUS[0]}")
    assert result.stdout == b"{"
    assert result.stderr == b""


def test_a_full_disk_is_named(folder):
    result = shell(f"nlp-helpers generate --checkpoint {folder} --prompt a --length 2 > /dev/full")
    assert result.returncode != 0
    assert b"No space left" in result.stderr
    assert b"Traceback" not in result.stderr


def test_the_text_is_written_where_errors_cannot_be(folder):
    result = shell(f"nlp-helpers generate --checkpoint {folder} --prompt a --length 2 2>&-")
    assert result.returncode == 0
    assert result.stdout.startswith(b"a")


def test_a_narrow_terminal_gets_substitutes(translator_folder):
    if not load_checkpoint(translator_folder).card["config"]["attention"]:
        pytest.skip("without attention")
    environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
    command = f"nlp-helpers translate Go! --checkpoint {translator_folder} --show-alignment"
    result = shell(command, env=environment)
    assert result.returncode == 0, result.stderr
    assert b"(end)" in result.stdout


def test_a_text_that_begins_with_a_dash_is_hinted_at_or_translated(sentiment_folder):
    arguments = ("--checkpoint", str(sentiment_folder))
    assert 'Put "--" before' in run("classify", "- good film", *arguments, status=2).stderr
    assert 'Put "--" before' in run("classify", "-hollow film", *arguments, status=2).stderr
    assert "tive (" in run("classify", *arguments, "--", "- good film").stdout


@pytest.mark.parametrize("option", ["--length", "--beams"])
@pytest.mark.parametrize("number", ["1000000000000", "9" * 30])
def test_numbers_far_too_large_end_with_their_bound(folder, option, number):
    told = run("generate", "--checkpoint", str(folder), "--prompt", "a", option, number, status=2)
    assert "at most" in told.stderr


def test_a_fault_of_the_program_does_not_look_like_the_readers(folder, monkeypatch):
    def fault(*_, **__):
        raise ValueError("shapes (1, 64) and (512, 39) do not match")

    monkeypatch.setattr(LanguageModel, "generate", fault)
    arguments = ("generate", "--checkpoint", str(folder), "--prompt", "a")
    told = run(*arguments, status=1).stderr
    assert "ValueError: shapes (1, 64) and (512, 39) do not match (a fault of this" in told
    with pytest.raises(ValueError, match="do not match"):
        CliRunner().invoke(main, ["--debug", *arguments], catch_exceptions=False)


def test_a_study_refuses_another_file_at_once(tmp_path):
    file = tmp_path / "mine.json"
    file.write_text("[1]")
    assert "mine.json is not a study" in run("study", "beams", "--file", str(file), status=2).stderr
    assert file.read_text() == "[1]"


def test_a_study_needs_its_name_alone(tmp_path, monkeypatch):
    """As the chapters write it: its rows go beside the trainings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("nlp_helpers.studies.beams.run_beams_study", lambda file: told.append(file))
    told = []
    assert run("study", "beams").stdout.strip() == "runs/beams.json: the study beams"
    assert told == [Path("runs/beams.json")]


def test_what_no_recipe_scores_asks_for_a_file(folder):
    assert "--file" in run("evaluate", str(folder), status=2).stderr
