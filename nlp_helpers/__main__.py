"""The command line: `python -m nlp_helpers COMMAND`, or `nlp-helpers COMMAND` once installed.

Keras takes seconds to import, so each command imports what it needs when it runs.
"""

# ruff: noqa: E402
import os
import signal
import sys


def _interrupted(*_) -> None:
    """End the process. Files get their names when they are whole, so nothing is to be cleared up.

    An exception would have to find its way out of whatever callback of a library it is raised in.
    """
    os.write(2, b"\nInterrupted: nothing is half-written.\n")
    os._exit(130)


if __name__ == "__main__" or os.path.basename(sys.argv[0]) == "nlp-helpers":
    signal.signal(signal.SIGINT, _interrupted)  # what is imported below takes a moment

import functools
import importlib
import io
import json
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from nlp_helpers.backend import quiet_import
from nlp_helpers.errors import ArgumentError, NlpHelpersError
from nlp_helpers.studies import read_rows, study_names

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
from_changed = click.option(
    "--from-changed-files", is_flag=True, help="Go on though no commit holds the package's files."
)


class Commands(click.Group):
    """Commands whose expected failures are one clear line and an exit status.

    2: an argument has a wrong value. 1: something could not be had or done. 130: interrupted.
    """

    def main(self, *args, **settings):
        """Run a command; an interruption ends it at once, wherever it is."""
        before = signal.signal(signal.SIGINT, _interrupted), warnings.formatwarning
        warnings.formatwarning = lambda message, *_, **__: f"Warning: {message}\n"
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a narrow terminal shows "?" for the rest
                stream.reconfigure(errors="replace")
        try:
            return super().main(*args, **settings)
        finally:
            signal.signal(signal.SIGINT, before[0])
            warnings.formatwarning = before[1]

    def invoke(self, ctx: click.Context):
        """Run a command and translate what it raises."""
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as error:
            error.message += '. Put "--" before a text that begins with a dash'
            raise
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params["debug"]:
                raise
            raise _told(error) from error


def _told(error: Exception) -> click.ClickException:
    """Say in a line what went wrong: an argument, the world, or this program."""
    if isinstance(error, ArgumentError):
        return click.UsageError(str(error))
    if isinstance(error, (NlpHelpersError, OSError)):
        return click.ClickException(str(error))
    problem = f"{type(error).__name__}: {error}".split("\n")[0]
    return click.ClickException(
        f"{problem} (a fault of this program; nlp-helpers --debug shows where)"
    )


@click.group(cls=Commands)
@click.option("--debug", is_flag=True, help="Show where in the program an error comes from.")
def main(debug: bool) -> None:
    """The course's data, trainings and trained models."""


@main.command()
@as_json
def data(as_json: bool) -> None:
    """Fetch the corpora and vectors of the quick profile, or find them in the cache (210 MB)."""
    from nlp_helpers.datasets import CARDS, fetch

    paths = {card.title: str(fetch(card)) for card in CARDS}
    _show(paths, as_json)


@main.command()
@as_json
def checkpoints(as_json: bool) -> None:
    """List the trained models that ship with the package."""
    quiet_import()
    from nlp_helpers.checkpoints import shipped_cards

    cards, lines = shipped_cards(), []
    for name, card in cards.items():
        scores = ", ".join(f"{metric} {value}" for metric, value in card["metrics"].items())
        lines.append(f"{name}: {card['title']} ({card['parameters']:,} parameters; {scores})")
    _say(cards, lines, as_json)


@main.command()
@as_json
def recipes(as_json: bool) -> None:
    """List the models that can be trained."""
    quiet_import()
    from nlp_helpers.recipes import load_recipe, recipe_names

    _show({name: load_recipe(name).title for name in recipe_names()}, as_json)


@main.command()
@click.argument("name")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the snapshots and the checkpoint go.  [default: runs/NAME]",
)
@from_changed
def train(name: str, folder: Path | None, from_changed_files: bool) -> None:
    """Train the model NAME from nothing by its recipe, or go on after an interruption."""
    quiet_import()
    from nlp_helpers.checkpoints.making import train as make
    from nlp_helpers.recipes import load_recipe

    folder = folder or Path("runs") / name
    make(load_recipe(name), folder, from_changed_files=from_changed_files)
    click.echo(f"{folder}: use it with load_checkpoint({str(folder)!r})")


@main.command()
@click.argument("name")
@click.argument("folder", type=click.Path(path_type=Path))
def export(name: str, folder: Path) -> None:
    """Write the checkpoint NAME as a new FOLDER, which the transformers library loads by itself."""
    quiet_import()
    from nlp_helpers.export import export_model

    click.echo(f"{folder}: {export_model(name, folder)}")


@main.command()
@click.argument("name")
@from_changed
@as_json
def score(name: str, from_changed_files: bool, as_json: bool) -> None:
    """Score the checkpoint NAME as `train` did, and write the figures on its card."""
    quiet_import()
    from nlp_helpers.checkpoints.making import score as score_anew

    _show(score_anew(name, from_changed_files=from_changed_files), as_json)


@main.command()
@click.argument("name", type=click.Choice(study_names()))
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where its rows go.  [default: runs/NAME.json]",
)
def study(name: str, file: Path | None) -> None:
    """Run the comparison NAME into a JSON file, or go on after an interruption."""
    file = file or Path("runs") / f"{name}.json"
    read_rows(file)  # what is something else is refused before Keras is imported
    quiet_import()
    module = importlib.import_module(f"nlp_helpers.studies.{name}")
    getattr(module, f"run_{name}_study")(file)
    click.echo(f"{file}: the study {name}")


@main.command()
@click.argument("name")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Data of your own: for a classifier of images, an .npz of images (N, height, width), from "
    "0 for paper to 1 for ink, and labels (N,). In UTF-8, for the others: a text for a language "
    "model; for a classifier, lines of "
    '{"text": ..., "label": 0 or 1}; for a masked language model, a text a line; for a translator, '
    "lines of English, a tab and Spanish; for a text-to-text model, of TASK: TEXT, a tab and the "
    "answer.  "
    "[default: the split that the model's card was scored on]",
)
@as_json
def evaluate(name: str, file: Path | None, as_json: bool) -> None:
    """Score the checkpoint NAME (or the checkpoint in a folder NAME)."""
    progress = functools.partial(tqdm, desc="evaluating", disable=None, leave=False)
    model = _load(name, "evaluate")
    scores = model.evaluate(model.read(file) if file else _scored_on(model), progress=progress)
    rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in scores.items()}
    _show(rounded, as_json)


@main.command()
@click.argument("text")
@click.option("--checkpoint", "name", default="sentiment-gru", show_default=True)
@as_json
def classify(text: str, name: str, as_json: bool) -> None:
    """Say whether TEXT is positive or negative."""
    label, probability = sentiment = _load(name, "classify").classify(text)
    _say(sentiment._asdict(), [f"{label} ({probability:.1%})"], as_json)


@main.command()
@click.argument("text")
@click.option("--checkpoint", "name", default="bert-mini-pretrained", show_default=True)
@as_json
def fill(text: str, name: str, as_json: bool) -> None:
    """Guess what stands at each [MASK] of TEXT."""
    places = _load(name, "fill").fill(text)
    lines = (
        ", ".join(f"{word.strip()} ({probability:.1%})" for word, probability in guesses)
        for guesses in places
    )
    _say([[guess._asdict() for guess in guesses] for guesses in places], lines, as_json)


@main.command()
@click.argument("text")
@click.option("--checkpoint", "name", default="t5-mini", show_default=True)
@click.option("--beams", "num_beams", default=1, show_default=True, help="1 is greedy decoding.")
@as_json
def answer(text: str, name: str, num_beams: int, as_json: bool) -> None:
    """Answer TEXT, which begins with its task: translate, sentiment, reverse or restore.

    \b
    nlp-helpers answer "translate: Your mother saw you on Monday."
    nlp-helpers answer "restore: a great film, but the <1> is too <2> for me."
    """
    [answered] = _load(name, "answer").answer([text], num_beams=num_beams)
    _say({"text": text, "answer": answered}, [answered], as_json)


@main.command()
@click.argument("text")
@click.option("--model", "--checkpoint", "name", default="nmt-attention", show_default=True)
@click.option("--beams", "num_beams", default=4, show_default=True, help="1 is greedy decoding.")
@click.option("--show-alignment", is_flag=True, help="Draw where the model looked, word by word.")
@as_json
def translate(text: str, name: str, num_beams: int, show_alignment: bool, as_json: bool) -> None:
    """Translate the English TEXT into Spanish."""
    translator = _load(name, "translate")
    [translation] = translator.translate([text], num_beams=num_beams)
    told, lines = {"text": text, "translation": translation}, [translation]
    if show_alignment:
        alignment = translator.align(text, translation)
        told["alignment"] = alignment.weights.round(4).tolist()
        lines.append(alignment.drawn())
    _say(told, lines, as_json)


@main.command()
@click.option("--prompt", required=True, help="The text to go on from.")
@click.option("--checkpoint", "name", default="char-rnn", show_default=True)
@click.option("--length", default=300, show_default=True, help="Characters to write.")
@click.option("--temperature", type=float, help="Above 0; small is cautious, large is wild.")
@click.option("--top-k", type=int, help="Draw among the K likeliest.")
@click.option("--top-p", type=float, help="Draw among the likeliest that reach P together.")
@click.option("--beams", "num_beams", type=int, help="Search with this many beams instead.")
@click.option("--seed", default=0, show_default=True)
@as_json
def generate(prompt: str, name: str, as_json: bool, **settings: int | float | None) -> None:
    """Write on from a prompt; greedily where no other way is chosen."""
    text = _load(name, "generate").generate(prompt, **settings)
    _say({"prompt": prompt, "text": text}, [prompt + text], as_json)


def _load(name: str, verb: str):
    """Load a checkpoint that can do what the command is about."""
    quiet_import()
    from nlp_helpers.checkpoints import load_checkpoint

    model = load_checkpoint(name)
    if not hasattr(model, verb):
        raise ArgumentError(f"the checkpoint {name!r} is a {model.card['task']}: it cannot {verb}")
    return model


def _scored_on(model):
    """Load the split that a checkpoint's card was scored on."""
    from nlp_helpers.recipes import load_recipe, recipe_names

    name = model.card.get("name")
    if name not in recipe_names():
        raise ArgumentError(f"no recipe {name!r} says on what it was scored: give a --file")
    corpus = load_recipe(name).corpus
    return getattr(corpus.load(), corpus.scored_on)


def _show(values: dict, as_json: bool) -> None:
    _say(values, (f"{key}: {value}" for key, value in values.items()), as_json)


def _say(values: Any, lines: Iterable[str], as_json: bool) -> None:
    click.echo(json.dumps(values) if as_json else "\n".join(lines))


if __name__ == "__main__":
    main(prog_name="python -m nlp_helpers")
