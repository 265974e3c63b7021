"""Texts that a tokenizer has to bring back as they were, and the library to be held against."""

import json
import random
import unicodedata

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

SENTENCES = (
    "Tom ran.",
    "I like soccer and also going to the beach.",
    'He said, "It\'s 7:30 — hurry up!"',
    "Don't you think we'll've left by 5 o'clock?",
    "¿Cómo estás? ¡Qué alegría!",
    "—Ven aquí —dijo el niño—; no te preocupes…",
    "El pingüino comió 1.234,56 € de pescado (más o menos).",
    "«ÁÉÍÓÚÜÑ áéíóúüñ», 25 °C, 2ª vez, 100 %",
)
AWKWARD = (
    "",
    " ",
    "  two  spaces  ",
    "\ttabs\tand\nlines\r\n\n",
    "ends in a space ",
    "nul\0byte",
    "Cafe\N{COMBINING ACUTE ACCENT} is not Café",
    "👩‍👩‍👧‍👦 🇪🇸 👍🏽",
    "今日は良い天気です。",
    "Καλημέρα κόσμε",
    "ﬁ ² Ⅷ ½ ½kg",
    "Ġ and Â and ▁ and Ċ",
    "[UNK] <s> </s> [PAD] <|endoftext|> startofseq",
    "no-break\xa0space, narrow\u202fspace, \ufeffmark",
    "x_y __init__",
    "\x1c\x85\u2028",
)


def random_text(seed: int) -> str:
    """Make up to 60 characters of any kind that Unicode has."""
    chance = random.Random(seed)
    kinds = [(32, 127), (32, 127), (0, 256), (0x370, 0x400), (0x3040, 0x30FF), (0, 0x110000)]
    points = (chance.randrange(*chance.choice(kinds)) for _ in range(chance.randrange(60)))
    return "".join(chr(p) for p in points if unicodedata.category(chr(p)) != "Cs")


@pytest.fixture(
    params=[*SENTENCES, *AWKWARD, *(random_text(seed) for seed in range(100))], ids=ascii
)
def any_text(request) -> str:
    """Each of many texts in turn."""
    return request.param


@pytest.fixture
def by_the_library():
    """Train the library's byte-pair encoder, on words cut at spaces or as GPT-2 does."""

    def train(texts, vocab_size, *, byte_level=False):
        library = Tokenizer(models.BPE())
        library.pre_tokenizer = (
            pre_tokenizers.ByteLevel(add_prefix_space=False)
            if byte_level
            else pre_tokenizers.WhitespaceSplit()
        )
        trainer = trainers.BpeTrainer(
            vocab_size=vocab_size,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet() if byte_level else [],
            show_progress=False,
        )
        library.train_from_iterator(texts, trainer)
        return library

    return train


def merges_of(library: Tokenizer) -> list[tuple[str, str]]:
    """Return the library's merges, which it tells only in its file."""
    return [tuple(pair) for pair in json.loads(library.to_str())["model"]["merges"]]
