"""Cards: those of before still load, and what is wrong with one is said in a line."""

import dataclasses
import hashlib
import json
import shutil
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from nlp_helpers.checkpoints import checkpoint_names, load_checkpoint, shipped_cards
from nlp_helpers.checkpoints.architectures import ARCHITECTURES
from nlp_helpers.checkpoints.card import upgraded
from nlp_helpers.checkpoints.loading import SHIPPED, _count_weights
from nlp_helpers.checkpoints.storing import CARD, WEIGHTS, read_card
from nlp_helpers.datasets import MINILM, MINILM_TOKENIZER
from nlp_helpers.errors import CheckpointError
from nlp_helpers.recipes import load_recipe

from ..real_data import require

BEFORE = {path.stem: path for path in (Path(__file__).parent / "cards_before").glob("*.json")}


@pytest.fixture(params=sorted(BEFORE))
def before(request, tmp_path):
    """A shipped checkpoint as a reader of the first version has it: its own card, no format."""
    name = request.param
    if name == "sentiment-minilm":
        require(MINILM, MINILM_TOKENIZER)
    shutil.copytree(SHIPPED / name, tmp_path / name)
    card = json.loads(BEFORE[name].read_text())
    weights = (tmp_path / name / "model.safetensors").read_bytes()
    card["files"]["model.safetensors"] = hashlib.sha256(weights).hexdigest()
    (tmp_path / name / CARD).write_text(json.dumps(card))
    return tmp_path / name


def test_checkpoints_of_before_still_load(before):
    old, new = load_checkpoint(before), load_checkpoint(before.name)
    assert type(old) is type(new)
    assert old.card["metrics"] == json.loads(BEFORE[before.name].read_text())["metrics"]
    if before.name == "char-rnn":
        assert old.generate("To be", length=9) == new.generate("To be", length=9)
    elif before.name.startswith("nmt"):
        assert old.translate(["I like soccer."]) == new.translate(["I like soccer."])
    else:
        assert old.classify("A good film.") == new.classify("A good film.")


@pytest.mark.parametrize("name", checkpoint_names())
def test_the_shipped_cards_say_how_the_recipes_make_them(name):
    card, recipe = shipped_cards()[name], load_recipe(name)
    described = recipe.described()
    assert (card["name"], card["title"]) == (recipe.name, recipe.title)
    assert card["task"] == recipe.objective.task
    assert card["architecture"] == recipe.architecture
    assert card["config"] == described["config"]
    assert card["half"] == list(recipe.half)
    told = dict(card["training"]["recipe"])
    for part in ("tokenization", "objective"):
        assert _whole(told.pop(part), getattr(recipe, part)) == described[part]
    assert told.pop("initialize") == described["initialize"]
    assert _whole(told, recipe.optimization) == described["optimization"]
    assert card["data"] == [
        {key: getattr(data, key) for key in card["data"][0]} for data in recipe.corpus.cards
    ]


def _whole(told: dict, part) -> dict:
    """What a card tells, and of fields that are younger than it the defaults."""
    fields = dataclasses.fields(part)
    return {f.name: f.default for f in fields if f.default is not dataclasses.MISSING} | told


def test_the_shipped_models_take_little_more_than_a_byte_a_weight():
    sizes = {name: (SHIPPED / name / WEIGHTS).stat().st_size for name in checkpoint_names()}
    for name, card in shipped_cards().items():
        assert sizes[name] < 1.2 * card["trained_parameters"]
    whole = sum(path.stat().st_size for path in SHIPPED.glob("*/*") if path.is_file())
    assert whole < 60e6  # what the whole course may take


def test_a_card_of_today_stays_as_it_is(folder):
    card = read_card(folder)
    assert upgraded(card, folder / CARD) is card


def change(folder, **values):
    (folder / CARD).write_text(json.dumps(read_card(folder) | values))


def test_a_newer_card_asks_for_a_newer_version(folder):
    change(folder, format=2)
    with pytest.raises(CheckpointError, match=r"format 2 .*install a newer one"):
        load_checkpoint(folder)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("num_layers", 2, "num_layers"),
        ("units", "8", "units cannot be '8'"),
        ("units", True, "units cannot be True"),
        ("units", 10**12, "units cannot be 1000000000000"),
        ("units", 9, "another model"),
        ("vocab_size", 11, "vocab_size is 11, its tokenizer's 10"),
        ("output_dropout", float("nan"), "NaN|nan"),
    ],
)
def test_a_wrong_configuration_is_named(folder, name, value, message):
    change(folder, config=read_card(folder)["config"] | {name: value})
    with pytest.raises(CheckpointError, match=message):
        load_checkpoint(folder)


def test_a_share_may_be_written_as_a_whole_number(folder):
    change(folder, config=read_card(folder)["config"] | {"output_dropout": 0})
    assert load_checkpoint(folder).config.output_dropout == 0


def test_sizes_that_would_fill_the_memory_are_refused_before_anything_is_built(folder):
    """Each is far smaller than the file; the matrices of both would take 0.8 GB."""
    sizes = {"embedding_size": 30_000, "units": 2_000, "weight_dropout": 0.0}
    padded = {path: np.zeros((200, 200), "float16") for path in "ab"}
    weights = safetensors.numpy.save(safetensors.numpy.load_file(folder / WEIGHTS) | padded)
    (folder / WEIGHTS).write_bytes(weights)
    card = read_card(folder)
    files = card["files"] | {WEIGHTS: hashlib.sha256(weights).hexdigest()}
    change(folder, config=card["config"] | sizes, files=files)
    tracemalloc.start()
    with pytest.raises(
        CheckpointError, match=r"card\.json .*192,\d{3},\d{3} weights, but .* holds 80,"
    ):
        load_checkpoint(folder)
    assert tracemalloc.get_traced_memory()[1] < 50e6
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("char-rnn", {"vocab_size": 10**9, "embedding_size": 10**6}),
        ("gpt", {"vocab_size": 10**9, "width": 6 * 10**6}),
        ("sentiment-rnn", {"vocab_size": 10**9, "embedding_size": 10**6}),
        ("seq2seq-rnn", dict.fromkeys(("source_vocab_size", "target_vocab_size"), 10**13)),
        ("vit", {"image_size": 32, "patch_size": 4, "num_classes": 9, "width": 4 * 10**7}),
        ("transformer", dict.fromkeys(("source_vocab_size", "target_vocab_size"), 10**13)),
        ("bert", {"width": 12 * 10**7}),
        ("bert-classifier", {"width": 12 * 10**7}),
    ],
)
def test_weights_are_counted_without_being_drawn(name, sizes):
    """These would take petabytes."""
    architecture = ARCHITECTURES[name]
    assert _count_weights(architecture, architecture.config(**sizes)) > 10**15


@pytest.mark.parametrize("key", ["task", "architecture", "config", "tokenizer", "files"])
def test_what_is_missing_from_a_card_is_named(folder, key):
    card = read_card(folder)
    del card[key]
    (folder / CARD).write_text(json.dumps(card))
    with pytest.raises(CheckpointError, match=rf"card\.json .*({key}|does not list)"):
        load_checkpoint(folder)


@pytest.mark.parametrize("change_words", [lambda w: w[:-1], lambda w: w + "i"])
def test_a_vocabulary_of_another_size_is_refused(folder, change_words):
    words = change_words((folder / "vocabulary.txt").read_text()).encode()
    (folder / "vocabulary.txt").write_bytes(words)
    files = read_card(folder)["files"] | {"vocabulary.txt": hashlib.sha256(words).hexdigest()}
    change(folder, files=files)
    with pytest.raises(CheckpointError, match="vocab_size is 10, its tokenizer's"):
        load_checkpoint(folder)


@pytest.mark.parametrize("name", ["limit", "head"])
@pytest.mark.parametrize("value", [-1, "many", None, [3]])
def test_limits_that_are_none_are_refused(sentiment_folder, name, value):
    tokenizer = read_card(sentiment_folder)["tokenizer"] | {name: value}
    change(sentiment_folder, tokenizer=tokenizer)
    with pytest.raises(CheckpointError, match=name):
        load_checkpoint(sentiment_folder)


def test_a_path_names_a_shipped_checkpoint_too():
    assert load_checkpoint(Path("char-rnn")).card["name"] == "char-rnn"


def test_a_folder_at_home_is_found(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.parent))
    assert load_checkpoint("~/toy").card["title"] == "a toy"


def test_nobodys_home_is_refused():
    with pytest.raises(ValueError, match="name is '~nobody-at-all/x': there is no such home"):
        load_checkpoint("~nobody-at-all/x")


def test_a_model_that_can_be_made_is_told_how(monkeypatch, tmp_path):
    monkeypatch.setattr("nlp_helpers.checkpoints.loading.SHIPPED", tmp_path)
    with pytest.raises(ValueError, match="make it: nlp-helpers train char-rnn"):
        load_checkpoint("char-rnn")


def test_an_empty_name_is_none_even_inside_a_checkpoint(folder, monkeypatch):
    monkeypatch.chdir(folder)
    with pytest.raises(ValueError, match="no checkpoint ''"):
        load_checkpoint("")
