"""Translating, searching and training, against the ways of the course's anchor.

The anchor (Géron 2022, chapter 16) calls `predict` on the sentence and all that is written so far
for every word; its beam search does so for every candidate, and asks the vectorization layer for
its whole vocabulary for every word of every candidate. Its training pads all sentences to 50 words,
in batches of 32. Both sides are measured here in one run, on untrained models of the same size:
what the weights are changes no time. Every side writes exactly `WORDS` words a sentence.
"""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    MarianConfig,
    MarianMTModel,
    PreTrainedTokenizerFast,
)

from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.datasets import Pairs, load_phrasebook, pad
from nlp_helpers.decoders import beam_search, generate
from nlp_helpers.models import (
    Seq2SeqConfig,
    Seq2SeqStep,
    TransformerStep,
    make_seq2seq,
    make_transformer,
)
from nlp_helpers.recipes import load_recipe
from nlp_helpers.studies.thousand_words import NextWord, wrapped
from nlp_helpers.tokenization import END_WORD, START_WORD, TextVectorizer
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.translation import Examples

V, WORDS, SENTENCES = 1_000, 10, 64
ANCHOR = Seq2SeqConfig(V, V, embedding_size=128, units=512, tied=False)
ANCHOR_LENGTH, ANCHOR_BATCH = 50, 32

pytestmark = pytest.mark.benchmark


def seconds(function: Callable, calls: int = 3) -> float:
    """The median of a few calls, after one that compiles."""
    function()
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    return load_phrasebook(size=20_000).train


@pytest.fixture(scope="module")
def vocabulary(pairs) -> keras.layers.TextVectorization:
    layer = keras.layers.TextVectorization(V, output_sequence_length=ANCHOR_LENGTH)
    layer.adapt([f"{START_WORD} {text} {END_WORD}" for text in pairs.spanish[:5_000]])
    return layer


@pytest.fixture(scope="module")
def anchor() -> keras.Model:
    return make_seq2seq(ANCHOR)


def next_logits(anchor, vocabulary, written: str) -> np.ndarray:
    """What the anchor computes for one more word: (V,), after everything has been read anew."""
    source = np.ones((1, ANCHOR_LENGTH), "int32")
    target = keras.ops.convert_to_numpy(vocabulary([written]))
    return anchor.predict([source, target], verbose=0)[0, len(written.split()) - 1]


def test_translating(anchor, vocabulary):
    def theirs():
        written = START_WORD
        for _ in range(WORDS):
            best = int(next_logits(anchor, vocabulary, written).argmax())
            written += " " + (vocabulary.get_vocabulary()[best] or END_WORD)

    step = Seq2SeqStep(anchor)
    source = np.ones((SENTENCES, 12), "int32")

    def ours():
        start = np.full((SENTENCES, 1), 2)
        generate(step, start, step.initial_state(source), max_new_tokens=WORDS)

    slow, fast = seconds(theirs, calls=1), seconds(ours) / SENTENCES
    print(
        f"\na sentence of {WORDS} words, LSTM {ANCHOR.units}: predict for every word {slow:.2f} s; "
        f"{SENTENCES} at once with a carried state {1000 * fast:.1f} ms; "
        f"{slow / fast:.0f} times as fast"
    )
    assert slow / fast >= 50


def test_beam_search(anchor, vocabulary):
    width = 3

    def theirs_for_one_word():
        """Extend one candidate by every word of the vocabulary, as is done width times a word."""
        logits = next_logits(anchor, vocabulary, START_WORD)
        return [
            (log, f"{START_WORD} {vocabulary.get_vocabulary()[word]}")
            for word, log in enumerate(logits)
        ]

    step = Seq2SeqStep(anchor)
    source = np.ones((SENTENCES, 12), "int32")

    def ours():
        beam_search(
            step,
            np.full((SENTENCES, 1), 2),
            step.initial_state(source),
            num_beams=width,
            max_new_tokens=WORDS,
        )

    slow = seconds(theirs_for_one_word, calls=1) * (1 + width * (WORDS - 1))
    fast = seconds(ours) / SENTENCES
    print(
        f"\na sentence of {WORDS} words, {width} beams: candidate by candidate {slow:.0f} s "
        f"(extrapolated from one of {1 + width * (WORDS - 1)}); {SENTENCES} at once "
        f"{1000 * fast:.1f} ms; {slow / fast:.0f} times as fast"
    )
    assert slow / fast >= 2_000


class Race:
    """A search by a model of ours, and one of the `transformers` library to race against."""

    width, words, source_length = 4, 20, 12

    def __init__(self, step: Any, size: int, theirs: torch.nn.Module):
        self.step, self.size, self.theirs = step, size, theirs.eval()
        self.source = np.ones((SENTENCES, self.source_length), "int32")

    def search(self):
        start = np.full((SENTENCES, 1), 2)
        state = self.step.initial_state(self.source)
        beam_search(self.step, start, state, num_beams=self.width, max_new_tokens=self.words)

    def generate(self):
        inputs = torch.ones((SENTENCES, self.source_length), dtype=torch.int64)
        length = {"min_new_tokens": self.words, "max_new_tokens": self.words}
        with torch.no_grad():
            self.theirs.generate(inputs, num_beams=self.width, do_sample=False, **length)

    def against(self, name: str, theirs: Callable) -> float:
        """Tokens a second of both, in batches of one size; how many times as many ours are."""
        ours, other = (SENTENCES * self.words / seconds(each) for each in (self.search, theirs))
        size = sum(each.numel() for each in self.theirs.parameters())
        print(
            f"\n{SENTENCES} sentences, {self.width} beams: this course {ours:,.0f} tokens/s "
            f"({self.size:,} parameters), {name} {other:,.0f} ({size:,}); "
            f"{ours / other:.1f} times as fast"
        )
        return ours / other


@pytest.fixture(scope="module")
def race() -> Race:
    """Our attention model, and a Transformer of about its size."""
    config = load_recipe("nmt-attention").config
    model = make_seq2seq(config)
    bart = BartConfig(
        vocab_size=config.target_vocab_size,
        d_model=config.embedding_size,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=2_048,
        decoder_ffn_dim=2_048,
        max_position_embeddings=64,
        normalize_before=False,  # these two are for CTranslate2, which asks for them
        normalize_embedding=True,
    )
    return Race(Seq2SeqStep(model), model.count_params(), BartForConditionalGeneration(bart))


def test_beam_search_against_hugging_face(race):
    assert race.against("transformers", race.generate) > 1


def test_our_transformer_against_marian():
    """Marian's is the Transformer of translators; here of our dimensions, with a key-value cache.

    It has one embedding for both sides and ours two, which changes no time. TensorFlow copies the
    whole cache for every token that is written into it, and once more to reorder it: a third of our
    time, which is why this is not reached on every machine.
    """
    config = load_recipe("nmt-transformer").config
    model = make_transformer(config)
    marian = MarianConfig(
        vocab_size=config.target_vocab_size,
        d_model=config.width,
        encoder_layers=config.encoder_blocks,
        decoder_layers=config.decoder_blocks,
        encoder_attention_heads=config.num_heads,
        decoder_attention_heads=config.num_heads,
        encoder_ffn_dim=config.hidden_size,
        decoder_ffn_dim=config.hidden_size,
        max_position_embeddings=config.max_length,
        activation_function="gelu",
        pad_token_id=0,
        eos_token_id=3,
        decoder_start_token_id=2,
        forced_eos_token_id=None,
    )
    race = Race(TransformerStep(model), model.count_params(), MarianMTModel(marian))
    assert race.against("transformers' Marian", race.generate) >= 1.3


@pytest.mark.parametrize("num_beams", [1, 3])
def test_one_sentence_against_hugging_face(race, num_beams):
    """Here overhead counts, not arithmetic: a token is five million products."""
    translator, sentence = (
        load_checkpoint("nmt-attention"),
        "I like soccer and the beach in summer.",
    )
    pieces = len(translator.source.encode(sentence)) + 1  # with the end
    [translation] = translator.translate([sentence], num_beams=num_beams)
    written = len(translator.target.encode(translation)) + 1
    inputs = torch.ones((1, pieces), dtype=torch.int64)
    length = {"min_new_tokens": written, "max_new_tokens": written}

    def theirs():
        with torch.no_grad():
            race.theirs.generate(inputs, num_beams=num_beams, do_sample=False, **length)

    def ours():
        translator.translate([sentence], num_beams=num_beams)

    fast, slow = (1000 * seconds(each, calls=30) for each in (ours, theirs))
    print(
        f"\none sentence of {pieces} pieces, {num_beams} beams, {written} to write: this course "
        f"{fast:.1f} ms, transformers {slow:.1f} ms; {slow / fast:.1f} times as fast"
    )
    assert fast < slow


def test_beam_search_against_ctranslate2(race, tmp_path):
    """A translator in C++ and float32, on the same Transformer: `pip install ctranslate2` first."""
    ctranslate2 = pytest.importorskip("ctranslate2")
    from ctranslate2.converters import TransformersConverter

    words = {f"w{i}": i for i in range(race.theirs.config.vocab_size)}
    special = dict(zip(("bos_token", "pad_token", "eos_token", "unk_token"), words, strict=False))
    tokenizer = Tokenizer(WordLevel(words, unk_token=special["unk_token"]))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special).save_pretrained(
        tmp_path / "bart"
    )
    race.theirs.save_pretrained(tmp_path / "bart")
    TransformersConverter(str(tmp_path / "bart")).convert(str(tmp_path / "converted"))
    translator = ctranslate2.Translator(str(tmp_path / "converted"), compute_type="float32")
    sources = [["w5"] * race.source_length] * SENTENCES
    length = {"min_decoding_length": race.words, "max_decoding_length": race.words}

    def theirs():
        translator.translate_batch(sources, beam_size=race.width, **length)

    assert race.against("CTranslate2", theirs) > 0.05


def test_training(pairs):
    """Pairs a second of one model: bucketed, jit, batches of 256; and padded, batches of 32."""
    pairs, objective = wrapped(pairs), NextWord()
    sides = (TextVectorizer.fit(side, size=V) for side in (pairs.source, pairs.target))
    vocabularies = SimpleNamespace(**dict(zip(("source", "target"), sides, strict=True)))
    examples = objective.examples(vocabularies, pairs, training=True)
    recipe = Optimization(steps=20, batch_size=256, peak_learning_rate=1e-3, warmup_steps=5)
    ours, batches = make_seq2seq(ANCHOR), list(objective.batches(examples, recipe))
    objective.compile(ours, recipe.optimizer())
    fast = recipe.steps * recipe.batch_size / seconds(lambda: fit(ours, batches), calls=1)
    slow = anchor_pairs_a_second(examples)
    print(
        f"\nLSTM {ANCHOR.units}, V = {V:,}: padded to {ANCHOR_LENGTH} {slow:.0f} pairs/s; bucketed "
        f"and compiled {fast:.0f} pairs/s; {fast / slow:.1f} times as fast"
    )
    assert fast / slow >= 10


def anchor_pairs_a_second(examples: Examples) -> float:
    source, inputs, targets = (pad(side[:ANCHOR_BATCH], ANCHOR_LENGTH) for side in examples)
    model = make_seq2seq(ANCHOR)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(loss=loss, optimizer=keras.optimizers.Nadam(), jit_compile=False)
    batches = [([source, inputs], targets)] * 5
    return 5 * ANCHOR_BATCH / seconds(lambda: fit(model, batches), calls=1)


def fit(model: keras.Model, batches: list) -> None:
    for inputs, targets in batches:
        model.train_on_batch(inputs, targets)
