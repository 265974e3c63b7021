"""Exported folders say in `transformers` what the package says, and need nothing of it."""

import dataclasses
import errno
import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from click.testing import CliRunner

from nlp_helpers.__main__ import main
from nlp_helpers.checkpoints import checkpoint_names, load_checkpoint
from nlp_helpers.checkpoints.architectures import ARCHITECTURES
from nlp_helpers.checkpoints.storing import store
from nlp_helpers.datasets import IMDB, MINILM, MINILM_TOKENIZER, CharVocabulary
from nlp_helpers.errors import CheckpointError, NlpHelpersError
from nlp_helpers.export import export_model, exportable_names, exporting
from nlp_helpers.models import EncoderConfig, GPTConfig, ViTConfig, segment_ids
from nlp_helpers.tokenization import SubwordTokenizer

from ..conftest import toy_card

CHARACTERS = CharVocabulary.fit("\n abcdefgh,é")
PIECES = SubwordTokenizer.train(["it was a good film, and a good café. "] * 9, vocab_size=290)
ENCODER = EncoderConfig(len(PIECES), 16, 2, 2, 24, max_length=32, separator=PIECES.end_id)
VIT = ViTConfig(image_size=4, patch_size=2, num_classes=3, width=8, num_heads=2, hidden_size=12)
TASKS = {  # architecture: task, configuration, tokenizer
    "gpt": (
        "language model",
        GPTConfig(len(CHARACTERS), 12, width=16, num_blocks=2, num_heads=2, hidden_size=24),
        ("characters", CHARACTERS),
    ),
    "vit": ("image classifier", VIT, ("none", None)),
    "bert": ("masked language model", ENCODER, ("subwords", PIECES)),
    "bert-classifier": ("classifier", ENCODER, ("subwords", PIECES)),
}
ROTARY = {"rotary": True}
MODELS = {name: (name, {}) for name in TASKS} | {  # name: architecture, changes
    "rotary gpt": ("gpt", ROTARY),
    "rotary bert": ("bert", ROTARY),
    "rotary classifier": ("bert-classifier", ROTARY),
    "student": ("bert-classifier", ROTARY | {"separator": 0}),
}
PRETRAINED = ["bert", "rotary bert"]
CLASSIFIERS = ["bert-classifier", "rotary classifier", "student"]
RANDOM = np.random.default_rng(0)


def make_checkpoint(folder, architecture, **changes):
    """Store a tiny model with random weights."""
    task, config, (kind, tokenizer) = TASKS[architecture]
    config = dataclasses.replace(config, **changes)
    model = ARCHITECTURES[architecture].make(config)
    model.set_weights([RANDOM.normal(scale=0.5, size=w.shape) for w in model.get_weights()])
    parts = {"vocabulary": tokenizer.to_bytes()} if tokenizer else {}
    card = toy_card(task, architecture, config, kind, list(parts))
    card["tokenizer"] |= {"limit": 32, "head": 8}
    store(folder, model, card, parts)
    return folder


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Of each model the checkpoint, loaded, and its exported folder."""
    made = {}
    for name, (architecture, changes) in MODELS.items():
        folder = tmp_path_factory.mktemp("export")
        trained = load_checkpoint(make_checkpoint(folder / "made", architecture, **changes))
        export_model(folder / "made", folder / "exported")
        made[name] = trained, folder / "exported"
    return made


def numpy(tensor) -> np.ndarray:
    return keras.ops.convert_to_numpy(tensor)


def padded(length: int = 9) -> np.ndarray:
    """Ids (3, length) of three texts, of which two are shorter."""
    ids = RANDOM.integers(4, len(PIECES), size=(3, length))
    ids[:, 0], ids[:, 4], ids[:, -1] = PIECES.start_id, PIECES.end_id, PIECES.end_id
    ids[1, 5:] = ids[2, 6:] = PIECES.pad_id
    return ids.astype("int32")


def test_gpt_has_the_same_logits(exported):
    import torch
    from transformers import AutoModelForCausalLM

    trained, folder = exported["gpt"]
    ids = RANDOM.integers(0, len(CHARACTERS), size=(3, 12))
    with torch.no_grad():
        found = AutoModelForCausalLM.from_pretrained(folder)(torch.tensor(ids)).logits
    wanted = trained.model.predict_on_batch(ids.astype("int32"))
    np.testing.assert_allclose(found.numpy(), wanted, atol=1e-4)


def test_with_rotary_positions_it_has_the_same_logits_and_writes_the_same(exported):
    import torch
    from transformers import AutoModelForCausalLM

    trained, folder = exported["rotary gpt"]
    model = AutoModelForCausalLM.from_pretrained(folder)
    assert model.config.model_type == "gpt_neox"
    ids = RANDOM.integers(0, len(CHARACTERS), size=(3, 12))
    with torch.no_grad():
        found = model(torch.tensor(ids)).logits
    wanted = trained.model.predict_on_batch(ids.astype("int32"))
    np.testing.assert_allclose(found.numpy(), wanted, atol=1e-4)
    prompt = torch.tensor(CHARACTERS.encode("bad")[None].astype("int64"))
    [written] = model.generate(prompt, max_new_tokens=9, do_sample=False).tolist()
    assert CHARACTERS.decode(written) == "bad" + trained.generate("bad", length=9)


def test_a_vit_has_the_same_logits(exported):
    import torch
    from transformers import AutoModelForImageClassification

    trained, folder = exported["vit"]
    images = RANDOM.uniform(size=(3, 4, 4, 1)).astype("float32")
    with torch.no_grad():
        pixels = torch.tensor(images.transpose(0, 3, 1, 2).repeat(3, axis=1))  # grey in colour
        found = AutoModelForImageClassification.from_pretrained(folder)(pixels).logits
    wanted = trained.model.predict_on_batch(images)
    np.testing.assert_allclose(found.numpy(), wanted, atol=1e-4)


def test_a_pretrained_bert_has_the_same_logits(exported):
    import torch
    from transformers import AutoModelForPreTraining

    trained, folder = exported["bert"]
    ids, places = padded(), np.array([[1, 3]] * 3, "int32")
    segments = numpy(segment_ids(ids, PIECES.end_id))
    with torch.no_grad():
        told = AutoModelForPreTraining.from_pretrained(folder)(
            torch.tensor(ids), torch.tensor(ids != 0), torch.tensor(segments)
        )
    words, follows = trained.model.predict_on_batch([ids, places])
    np.testing.assert_allclose(told.prediction_logits[:, [1, 3]].numpy(), words, atol=1e-4)
    is_next, is_not = told.seq_relationship_logits.numpy().T
    np.testing.assert_allclose(is_next - is_not, follows[:, 0], atol=1e-4)


def test_with_rotary_positions_it_has_the_same_logits_of_words(exported):
    import torch
    from transformers import AutoModelForMaskedLM

    trained, folder = exported["rotary bert"]
    ids = padded(ENCODER.max_length)
    places = np.tile(np.arange(ids.shape[1], dtype="int32"), (3, 1))
    segments = numpy(segment_ids(ids, PIECES.end_id))
    model = AutoModelForMaskedLM.from_pretrained(folder)
    assert model.config.model_type == "roformer"
    with torch.no_grad():
        told = model(torch.tensor(ids), torch.tensor(ids != 0), torch.tensor(segments))
    words, _ = trained.model.predict_on_batch([ids, places])
    np.testing.assert_allclose(told.logits.numpy(), words, atol=1e-4)


def test_what_no_roformer_has_is_left_out_and_the_card_says_so(exported):
    trained, folder = exported["rotary bert"]
    card = (folder / "README.md").read_text("utf-8")
    assert "one text goes on from another is not in this folder" in card
    left_out = [trained.model.get_layer(name).count_params() for name in ("pooler", "follows")]
    biases = len(PIECES)  # of words, which are zero
    assert f"of {trained.model.count_params() - sum(left_out) + biases:,} parameters" in card
    assert "is not in this folder" not in (exported["bert"][1] / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", CLASSIFIERS)
@pytest.mark.parametrize("masked", [False, True], ids=["no mask", "attention mask"])
def test_a_classifier_has_the_same_logits(exported, name, masked):
    import torch

    from nlp_helpers.export import mean_pooling

    trained, folder = exported[name]
    ids = padded()
    ids[:, 4] = 9  # a single text each
    mask = torch.tensor(ids != 0) if masked else None
    [kind] = json.loads((folder / "config.json").read_text("utf-8"))["architectures"]
    model = getattr(mean_pooling, kind).from_pretrained(folder)
    assert ("roformer" in model.config.model_type) == trained.config.rotary
    with torch.no_grad():
        negative, positive = model(torch.tensor(ids), mask).logits.numpy().T
    wanted = trained.model.predict_on_batch(ids)[:, 0]
    np.testing.assert_allclose(positive - negative, wanted, atol=1e-4)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_nobody_loads_a_classifier_as_a_stock_one_by_chance(exported, name):
    from transformers import AutoModelForSequenceClassification

    _, folder = exported[name]
    with pytest.raises(ValueError, match="trust_remote_code"):
        AutoModelForSequenceClassification.from_pretrained(folder, trust_remote_code=False)


def test_characters_have_the_same_ids(exported):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(exported["gpt"][1])
    for text in ["bead", "A Café,\n\n  \nbad ", "\n", ""]:
        ids = CHARACTERS.encode(text).tolist()
        assert tokenizer(text)["input_ids"] == ids
        assert tokenizer.decode(ids) == text.lower()
    with pytest.raises(Exception, match="UNK"):
        tokenizer("xyz")


@pytest.mark.parametrize(
    "text",
    [
        "It was a GOOD film.",
        "  A good\u00a0 film,\n and <br /><br />a cafe\u0301!\u200b ",
        "a < b > c 5<6",
        "¿Qué? 😀",
        "un",
        "",
    ],
)
def test_pieces_have_the_same_ids(exported, text):
    # AutoTokenizer would first ask for the code of the model's class.
    from transformers import PreTrainedTokenizerFast

    trained, folder = exported["bert-classifier"]
    [wanted] = trained.encode([text])
    assert PreTrainedTokenizerFast.from_pretrained(folder)(text)["input_ids"] == list(wanted)


@pytest.mark.parametrize(
    "text", ["It was a [MASK] film.", "[MASK] film", "a [MASK]. [MASK] [MASK]"]
)
@pytest.mark.parametrize("name", PRETRAINED)
def test_masks_have_the_same_ids(exported, name, text):
    from transformers import AutoTokenizer

    trained, folder = exported[name]
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert tokenizer(text)["input_ids"] == trained._encode(text).tolist()
    assert tokenizer("a", "film")["token_type_ids"] == [0, 0, 0, 1, 1]


PIPELINES = """
import json, sys
sys.modules["nlp_helpers"] = sys.modules["keras"] = sys.modules["tensorflow"] = None
import numpy as np
from PIL import Image
from transformers import pipeline

folders = json.loads(sys.argv[1])
write = pipeline("text-generation", model=folders["gpt"])
see = pipeline("image-classification", model=folders["vit"])
image = Image.fromarray((np.arange(16) * 17).astype("uint8").reshape(4, 4))
told = {
    "gpt": write("Bad", max_new_tokens=9, do_sample=False)[0]["generated_text"],
    "vit": see(image)[0],
}
for name in ["bert", "rotary bert"]:
    fill = pipeline("fill-mask", model=folders[name])
    told[name] = fill("It was a [MASK] film.")
for name in ["bert-classifier", "rotary classifier", "student"]:
    judge = pipeline("text-classification", model=folders[name], trust_remote_code=True)
    told[name] = judge("It was a <b>good</b> film. " * 20, truncation=True)
print(json.dumps(told))
"""


def test_pipelines_need_neither_the_package_nor_a_network(exported, tmp_path):
    folders = json.dumps({name: str(folder) for name, (_, folder) in exported.items()})
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    command = [sys.executable, "-c", PIPELINES, folders]
    output = subprocess.check_output(command, env=environment, text=True, cwd=tmp_path)
    told = json.loads(output.splitlines()[-1])

    text = exported["gpt"][0].generate("Bad", length=9)
    assert told["gpt"].lower() == "bad" + text
    image = (np.arange(16) * 17 / 255).reshape(1, 4, 4)
    [label] = exported["vit"][0].classify(image)
    assert told["vit"]["label"] == str(label.label)
    assert told["vit"]["score"] == pytest.approx(label.probability, abs=1e-4)
    for name in PRETRAINED:
        [guesses] = exported[name][0].fill("It was a [MASK] film.")
        scores = [guess["score"] for guess in told[name]]
        np.testing.assert_allclose(scores, [guess.probability for guess in guesses], atol=1e-4)
    for name in CLASSIFIERS:
        trained, _ = exported[name]
        [encoded] = trained.encode(["It was a good film. " * 20])
        ids = np.array([[*encoded[:31], PIECES.end_id]], "int32")  # its end cut off
        [[logit]] = trained.model.predict_on_batch(ids)
        [judged] = told[name]
        assert judged["label"] == ("positive" if logit > 0 else "negative")
        assert judged["score"] == pytest.approx(1 / (1 + np.exp(-abs(logit))), abs=1e-4)


def test_a_folder_holds_a_model_card_and_no_pickle(exported):
    for trained, folder in exported.values():
        names = set(os.listdir(folder))
        assert {"README.md", "config.json", "model.safetensors"} <= names
        card = (folder / "README.md").read_text("utf-8")
        assert card.startswith("---\nlibrary_name: transformers\npipeline_tag: ")
        assert trained.card["title"] in card
        assert 'model="exported"' in card


def test_what_has_no_counterpart_is_refused(folder, tmp_path):
    with pytest.raises(ValueError, match=r"is a char-rnn.*gpt-letters.*vit-mini"):
        export_model(folder, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert set(exportable_names()) <= set(checkpoint_names())


@pytest.mark.parametrize("key", ["architecture", "config"])
def test_a_card_that_lacks_something_is_told(gpt_folder, tmp_path, key):
    card = json.loads((gpt_folder / "card.json").read_text())
    del card[key]
    (gpt_folder / "card.json").write_text(json.dumps(card))
    with pytest.raises(CheckpointError, match=f"does not describe .*{key}"):
        export_model(gpt_folder, tmp_path / "new")


def test_a_model_without_a_name_has_its_folders(gpt_folder, tmp_path):
    card = json.loads((gpt_folder / "card.json").read_text())
    kept = {key: value for key, value in card.items() if key not in ("name", "title")}
    (gpt_folder / "card.json").write_text(json.dumps(kept))
    export_model(gpt_folder, tmp_path / "new")
    assert "\n# new\n" in (tmp_path / "new" / "README.md").read_text("utf-8")


def test_a_vit_that_judges_by_a_mean_is_refused(tmp_path):
    made = make_checkpoint(tmp_path / "vit", "vit", pooling="mean")
    with pytest.raises(ValueError, match="class token"):
        export_model(made, tmp_path / "new")
    assert os.listdir(tmp_path) == ["vit"]


def test_an_existing_folder_stays_as_it_is(exported, gpt_folder, tmp_path):
    (tmp_path / "there").mkdir()
    result = CliRunner().invoke(main, ["export", str(gpt_folder), str(tmp_path / "there")])
    assert result.exit_code == 1
    assert "exists already" in result.stderr
    assert os.listdir(tmp_path / "there") == []


def test_a_folder_at_nobodys_home_is_refused(gpt_folder):
    with pytest.raises(ValueError, match="folder is '~nobody-at-all/x': there is no such home"):
        export_model(gpt_folder, "~nobody-at-all/x")


def test_the_command_says_how_to_load(gpt_folder, tmp_path):
    result = CliRunner().invoke(main, ["export", str(gpt_folder), str(tmp_path / "new")])
    assert result.exit_code == 0, result.output
    assert f'pipeline("text-generation", model="{tmp_path / "new"}")' in result.stdout


def test_nothing_is_left_where_the_disk_is_full(gpt_folder, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(exporting, "model_card", full)
    with pytest.raises(OSError, match="No space"):
        export_model(gpt_folder, tmp_path / "out" / "new")
    assert os.listdir(tmp_path / "out") == []


def test_a_missing_library_is_named(gpt_folder, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    for module in [name for name in sys.modules if name.startswith("nlp_helpers.export.gpt")]:
        monkeypatch.delitem(sys.modules, module)
    with pytest.raises(NlpHelpersError, match="transformers is not installed: pip install"):
        export_model(gpt_folder, tmp_path / "new")


@pytest.mark.needs(MINILM, MINILM_TOKENIZER)
def test_the_shipped_sentence_encoder_has_the_same_logits_and_ids(tmp_path):
    import torch
    from transformers import PreTrainedTokenizerFast

    from nlp_helpers.export.mean_pooling import MeanPoolingForSequenceClassification

    trained = load_checkpoint("sentiment-minilm")
    export_model("sentiment-minilm", tmp_path / "new")
    texts = ["What a waste of time.", "Splendid!<br /><br />A film to see again.", ""]
    batch = PreTrainedTokenizerFast.from_pretrained(tmp_path / "new")(
        texts, padding=True, return_tensors="pt"
    )
    for row, mask, ids in zip(
        batch["input_ids"], batch["attention_mask"], trained.encode(texts), strict=True
    ):
        assert row[mask.bool()].tolist() == list(ids)
    model = MeanPoolingForSequenceClassification.from_pretrained(tmp_path / "new")
    with torch.no_grad():
        negative, positive = model(**batch).logits.numpy().T
    wanted = trained.model.predict_on_batch(batch["input_ids"].numpy().astype("int32"))[:, 0]
    np.testing.assert_allclose(positive - negative, wanted, atol=1e-4)


@pytest.mark.slow
@pytest.mark.needs(IMDB, MINILM, MINILM_TOKENIZER)
def test_the_shipped_sentence_encoder_says_the_same_of_200_reviews(tmp_path, held_reviews):
    from transformers import PreTrainedTokenizerFast, pipeline

    from nlp_helpers.export.mean_pooling import MeanPoolingForSequenceClassification

    trained, folder = load_checkpoint("sentiment-minilm"), tmp_path / "new"
    export_model("sentiment-minilm", folder)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    texts = held_reviews(300).texts
    whole = [text for text in texts if len(tokenizer(text)["input_ids"]) <= 512][:200]
    assert len(whole) == 200
    model = MeanPoolingForSequenceClassification.from_pretrained(folder)
    told = pipeline("text-classification", model=model, tokenizer=tokenizer)(whole)
    ours = [trained.classify(text) for text in whole]
    assert [each["label"] for each in told] == [each.label for each in ours]
    scores = [each["score"] for each in told]
    np.testing.assert_allclose(scores, [each.probability for each in ours], atol=1e-4)
