"""Damage at random: to cards, files and arguments. Whatever comes of it, it is an error of ours."""

import hashlib
import json
import shutil

import hypothesis
import pytest
from click.testing import CliRunner
from hypothesis import strategies as st

from nlp_helpers.__main__ import main
from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.checkpoints.storing import CARD, read_card
from nlp_helpers.datasets.pairs import read_pairs
from nlp_helpers.datasets.reviews import read_reviews
from nlp_helpers.errors import ArgumentError, CheckpointError
from nlp_helpers.studies import read_rows

from .conftest import make_translator

# The fixtures make a checkpoint once; every example damages a copy of it.
few = hypothesis.settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
many = hypothesis.settings(few, max_examples=300)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def paths(node, prefix=()):
    """Every place in a nested card."""
    children = node.items() if isinstance(node, dict) else ()
    children = enumerate(node) if isinstance(node, list) else children
    for key, child in children:
        yield (*prefix, key)
        yield from paths(child, (*prefix, key))


def damage(card: dict, data: st.DataObject) -> None:
    """Take a value of a card away, or put another one in its place."""
    *above, last = data.draw(st.sampled_from(list(paths(card))))
    node = card
    for key in above:
        node = node[key]
    if data.draw(st.booleans()):
        del node[last]
    else:
        node[last] = data.draw(values)


def problem(function, *arguments) -> str | None:
    """Call a function, and return what an error of ours says; any other error is a failure."""
    try:
        function(*arguments)
    except (ArgumentError, CheckpointError) as error:
        return str(error)


def loads_or_is_refused_by_name(folder) -> None:
    told = problem(load_checkpoint, folder)
    assert told is None or (str(folder) in told and "\n" not in told)


@pytest.fixture(params=["classifier", "language model", "translator"])
def checkpoint(request, tmp_path):
    match request.param:
        case "translator":
            return make_translator(tmp_path, "general")
        case "classifier":
            return request.getfixturevalue("sentiment_folder")
        case "language model":
            return request.getfixturevalue("folder")


@few
@hypothesis.given(st.data())
def test_a_damaged_card_loads_or_is_refused(checkpoint, tmp_path, data):
    folder = tmp_path / "damaged"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(checkpoint, folder)
    card = read_card(folder)
    damage(card, data)
    (folder / CARD).write_text(json.dumps(card))
    loads_or_is_refused_by_name(folder)


@few
@hypothesis.given(st.data())
def test_a_damaged_file_with_the_right_hash_loads_or_is_refused(checkpoint, tmp_path, data):
    folder = tmp_path / "damaged"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(checkpoint, folder)
    card = read_card(folder)
    name = data.draw(st.sampled_from(sorted(card["files"])))
    content = bytearray((folder / name).read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    (folder / name).write_bytes(content)
    card["files"][name] = hashlib.sha256(content).hexdigest()
    (folder / CARD).write_text(json.dumps(card))
    loads_or_is_refused_by_name(folder)


@many
@hypothesis.given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | values.map(json.dumps).map(str.encode)
)
@pytest.mark.parametrize("read", [read_pairs, read_reviews, read_rows])
def test_any_file_is_read_or_refused_by_name(tmp_path, read, content):
    path = tmp_path / "mine.txt"
    path.write_bytes(content)
    told = problem(read, path)
    assert told is None or "mine.txt" in told


arguments = st.lists(
    st.sampled_from(
        ["--length", "--temperature", "--top-k", "--top-p", "--beams", "--seed", "--json"]
    )
    | st.text(max_size=5)
    | st.integers(-(10**30), 10**30).map(str)
    | st.floats().map(str),
    max_size=4,
)


@many
@hypothesis.given(arguments)
def test_any_arguments_end_with_a_status_of_ours(arguments):
    """The checkpoint does not exist, so that what is right ends with 2, too."""
    known = ["generate", "--checkpoint", "nowhere", "--prompt", "a"]
    result = CliRunner().invoke(main, [*known, *arguments])
    assert result.exit_code in (0, 2), result.output  # 0: --help
    assert "Traceback" not in result.output


numbers = st.none() | st.floats() | st.integers() | st.floats(0, 2)
settings = st.fixed_dictionaries({"temperature": numbers, "top_p": numbers, "top_k": numbers})


@few
@hypothesis.given(st.text("abx ", max_size=5), settings, st.integers(-1, 9))
def test_any_settings_write_a_text_or_are_refused(folder, prompt, settings, seed):
    model = load_checkpoint(folder)
    text = []
    told = problem(lambda: text.append(model.generate(prompt, length=3, seed=seed, **settings)))
    assert told or len(text[0]) == 3
