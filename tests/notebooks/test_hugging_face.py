"""Chapter 16 where the hub can be had: its own cells, on a cache of tiny random models."""

import socket

import matplotlib
import nbformat
import pytest

from nlp_helpers import hub
from nlp_helpers.datasets import MINILM, MINILM_TOKENIZER
from nlp_helpers.datasets.entailment import LABELS, make_entailment

from .conftest import ROOT

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz.,!"]
WORDS += [f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]


def lay_out(cache, model: hub.HubModel, labels) -> None:
    """Store a tiny random DistilBERT as the hub's library does."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import (
        DistilBertConfig,
        DistilBertForSequenceClassification,
        PreTrainedTokenizerFast,
    )

    name = f"models--{model.repository.replace('/', '--')}"
    snapshot = cache / name / "snapshots" / model.revision
    torch.manual_seed(0)
    sizes = {"vocab_size": len(WORDS), "dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 24}
    config = DistilBertConfig(**sizes, id2label=dict(enumerate(labels)))
    DistilBertForSequenceClassification(config).save_pretrained(snapshot)
    library = Tokenizer(models.WordPiece({word: i for i, word in enumerate(WORDS)}))
    library.normalizer, library.pre_tokenizer = normalizers.Lowercase(), pre_tokenizers.Whitespace()
    library.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    special = {
        f"{kind}_token": f"[{kind.upper()}]" for kind in ("pad", "unk", "cls", "sep", "mask")
    }
    PreTrainedTokenizerFast(
        tokenizer_object=library, model_input_names=["input_ids", "attention_mask"], **special
    ).save_pretrained(snapshot)


@pytest.mark.needs(MINILM, MINILM_TOKENIZER)
def test_the_cells_run_on_models_of_the_hub(tmp_path, monkeypatch, capsys):
    from huggingface_hub import constants

    def unasked(*_, **__):
        pytest.fail("what is in the cache needs no network")

    matplotlib.use("Agg")
    monkeypatch.setenv("NLP_PROFILE", "full")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(socket, "create_connection", unasked)
    lay_out(tmp_path, hub.SENTIMENT, ("NEGATIVE", "POSITIVE"))
    lay_out(tmp_path, hub.PAIRS, LABELS)

    chapter = nbformat.read(ROOT / "chapters" / "16_hugging_face.ipynb", as_version=4)
    known = {
        "own_pairs": tmp_path / "none",
        "valid_pairs": make_entailment(9, seed=2, new_people=True),
    }
    for cell in chapter.cells:
        tags, imports = cell.metadata.get("tags", []), cell.source.startswith(("import", "from"))
        if cell.cell_type == "code" and "setup" not in tags and (imports or "hub" in tags):
            exec(compile(cell.source, cell.id, "exec"), known)
    told = capsys.readouterr().out
    for model in (hub.SENTIMENT, hub.PAIRS):
        assert f"{model.repository}, from the hub" in told
    assert "of shuffles below" in told
