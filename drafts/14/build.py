"""Write chapters/14_text_to_text.ipynb: python build.py; cells get the ids t5-00, t5-01, ..."""

import re
import sys
import textwrap
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
CELLS = []
NAMES = {}  # what is looked up in the README -> id


def _add(cell, name):
    cell["id"] = f"t5-{len(CELLS):02}"
    if name:
        NAMES[name] = cell["id"]
    CELLS.append(cell)


def wrapped(text):
    """Wrap paragraphs and lists at 100 columns; tables, formulas, code and HTML stay."""
    out, fence, math_ = [], False, False
    for block in re.split(r"(\n\n+)", text):
        if block.startswith("\n"):
            out.append(block)
            continue
        inside = fence or math_
        fence ^= block.count("```") % 2 == 1
        math_ ^= sum(line.strip() == "$$" for line in block.split("\n")) % 2 == 1
        if inside or "```" in block or "$$" in block or block.lstrip().startswith(("|", "<", "#")):
            out.append(block)
            continue
        lines = []
        for line in block.split("\n"):
            if not lines or re.match(r"(- |\d+\. )", line):
                lines.append(line)
            else:
                lines[-1] += " " + line.strip()
        for i, line in enumerate(lines):
            mark = re.match(r"(- |\d+\. )?", line)[0]
            lines[i] = textwrap.fill(line, 100, subsequent_indent=" " * len(mark), break_long_words=False, break_on_hyphens=False)
            for piece in lines[i].split("\n")[1:]:
                assert not re.match(r" *([-+*] |\d+[.)] |#)", piece), piece
        out.append("\n".join(lines))
    return "".join(out)


def md(text, tags=(), name=None):
    text = wrapped(text.strip("\n"))
    metadata = {"tags": list(tags)} if tags else {}
    _add(new_markdown_cell(text.strip("\n"), metadata=metadata), name)


def code(text, tags=(), caption=None, alt=None, name=None):
    metadata = {}
    if caption:
        metadata["mystnb"] = {"figure": {"caption": caption}, "image": {"alt": alt}}
    if tags:
        metadata["tags"] = list(tags)
    _add(new_code_cell(text.strip("\n"), metadata=metadata), name)


HIDE, LIVE = "hide-input", "nbval-ignore-output"

# ------------------------------------------------------------------------------------- beginning
md(r"""
# 14. T5: every task is text to text

Chapter 4's model ended in one number, the translators of chapters 7 to 11 in a sentence,
[chapter 12](12_gpt.ipynb)'s in the next letter. Each task had a head and a network of its own. Raffel et al. (2020) asked whether that is needed. Nearly everything that is done with
language can be put as a text to read and a text to write, so one encoder-decoder with one loss can
do all of it, if the text that it reads begins with the name of the task. They called it the
*Text-to-Text Transfer Transformer*: **T5**. This chapter makes a small one that translates, judges
reviews, turns sentences around and restores what was hidden, and asks what it costs one model to
learn four tasks.
""")
md(r"""
## What you will learn

- four tasks as **text to text**, told apart by a prefix, and what happens without one;
- classification by *writing* the label: what if the model writes something else?
- **span corruption**: the task at the heart of T5's pretraining, drawn, by hand, and in ten lines;
- chapter 11's encoder-decoder with one vocabulary for both sides;
- **multi-task learning**: how tasks are mixed into a batch, and what a long answer counts beside a
  short one;
- what the shipped `t5-mini` answers, where it is right, where not, and where it looks;
- a bag of words beside it, on the very same words;
- one model of many tasks against one of each, compared text by text with **McNemar's test**;
- what came after T5.
""")
md(r"""
**What it costs.** About 65 minutes to read; to run, 45 seconds (quick profile, 2 CPU cores).
""", tags=["cost"])
code("""
# Is it missing? Start Jupyter from the course's .venv: see README.md.
from nlp_helpers import notebook

notebook.setup()
""", tags=["setup", "remove-cell", LIVE])
code("""
import math
import textwrap
from collections import Counter
from dataclasses import replace

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import ops
""")
code("""
from nlp_helpers import layers, plotting
from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.datasets import Pairs, pad, span_corruption
from nlp_helpers.datasets import text_to_text as tasks
from nlp_helpers.drawing import Drawing
from nlp_helpers.recipes import load_recipe
from nlp_helpers.studies import load_study
""")
code("""
from nlp_helpers.tokenization import END_ID, START_ID
from nlp_helpers.training import text_to_text as mixing
from nlp_helpers.training.bigrams import make_bigram_classifier
from nlp_helpers.training.translation import encode_sources, example_nats
""")

# ------------------------------------------------------------------------------------- one model
md(r"""
## One model, four tasks

On the left is what the model reads, on the right what it is to write. The first word says what is
wanted: *The cat sleeps.* stands there twice, with two right answers. Orange marks one example: a few words of a review go in, and a word comes out.
""")
code("""
EXAMPLES = {
    "translate: The cat sleeps.": "El gato duerme.",
    "sentiment: A film to see twice.": "positive",
    "reverse: The cat sleeps.": "sleeps. cat The",
    "restore: A film <1> twice.": "<1> to see <2>",
}
""", tags=[HIDE])
code("""
drawing = Drawing(6.4, 2.7)
shape = "(B, S) to (B, T)"
look = {"shape": shape, "kind": "network", "size": (1.4, 2.1)}
drawing.box("model", (3.45, 1.45), "encoder,\\ndecoder", **look)
for row, (read, written) in enumerate(EXAMPLES.items()):
    y = 2.25 - 0.53 * row
    drawing.box(read, (1.25, y), size=(2.4, 0.34))
    drawing.box(written, (5.5, y), size=(1.5, 0.34))
    drawing.chain(read, "model")
    drawing.arrow("model", written)
drawing.path("sentiment: A film to see twice.", "model", "positive")
drawing.legend("BST")
""", tags=[HIDE],
caption="Four tasks, one model. Orange: the way of one example.",
alt="Four boxes with texts on the left, each of which begins with the name of a task, lead into one box, encoder and decoder, and from there to four answers on the right: a Spanish sentence, the word positive, the sentence from its last word to its first, and the hidden words behind a sentinel.")
md(r"""
In a formula there is nothing new. With the text that is read, $\mathbf{x}$, and the answer $y_1,
\dots, y_T$, of which the last piece says that it ends,

$$
p(y_1, \dots, y_T \mid \mathbf{x}) = \prod_{t=1}^{T} p(y_t \mid y_{<t}, \mathbf{x}) ,
$$

which is [chapter 7](07_encoder_decoder.ipynb)'s translator, word for word. What is new is that
$\mathbf{x}$ begins with a name. All the rest is the same for all tasks: weights, vocabulary, loss.

The course has made four tasks of what it has. Two use the phrasebook of [chapter 6](06_tokenization.ipynb), with different
sentences; two use the reviews of [chapter 4](04_sentiment.ipynb). Here is the first test text of
each:
""")
code("""
# What is held out is the same for any number of training phrases.
splits = tasks.load_text_to_text(phrases=20_000)
test = {task: tasks.of_task(splits.test, task) for task in tasks.TASKS}
for pairs in test.values():
    [(text, answer)] = pairs[:1]
    print(textwrap.fill(text, 76))
    print("    ->", answer)
print({task: len(pairs) for task, pairs in test.items()})
""")
md(r"""
- **translate**: English into Spanish. A test sentence combines words as no training sentence did.
- **sentiment**: the last 16 words of a review, and the label of the *whole* review. These words do
  not always tell it, so nobody can be right every time.
- **reverse**: a sentence from its last word to its first. There is nothing to know, only to do.
- **restore**: 16 words of a review, of which some are hidden. Below it is explained; there is
  mostly no way to be sure.

Words, not pieces: *restore* and *reverse* are tasks on the text as we write it. The model sees
pieces, as ever. And some texts give themselves away: a sentinel, `<1>`, stands in *restore* alone, and a review does not
look like a sentence of the phrasebook. But *translate* and *reverse* have sentences of one and the same kind. There
only the name can tell.

**Classification as writing.** Chapter 4's model gave one probability, and no other answer existed.
This one writes a word, piece by piece, and could write any other. What if it answers *positivo*, or
*banana*? The authors of T5 counted such an answer as wrong, and report that none of their trained
models ever gave one (Raffel et al., 2020, section 2.4). With ours we shall count.
""")

# ---------------------------------------------------------------------------------------- spans
md(r"""
## Spans that are hidden

A translator needs translations, a classifier labels. For the fourth task any text will do. **Span
corruption** hides runs of words, each behind a **sentinel**, a symbol of its own; the answer names
each sentinel with what it hides, and ends with one sentinel more. This was T5's pretraining, on web pages of a
collection of 750 GB; the models that were given away had their later tasks mixed in.
""")
code("""
ROWS = {  # height: the row's name, its words, the places of hidden ones
    1.98: ("to be written", "<1> begins well <2> the <3>", (1, 2, 4)),
    1.17: ("text", "The film begins well and ends in the rain", (2, 3, 7)),
    0.36: ("read", "The film <1> and ends in <2> rain", ()),
}
""", tags=[HIDE])
code("""
drawing = Drawing(6.4, 2.3)
for y, (name, words, hidden) in ROWS.items():
    drawing.note((0.1, y), name, ha="left")
    marked = dict.fromkeys(hidden, "marked")
    drawing.tokens(name, words.split(), (3.9, y), kinds=marked)
for start, end in (("text.2", "2"), ("text.3", "2"), ("text.7", "6")):
    drawing.arrow(start, f"read.{end}", via="straight")
for start, end in (("text.2", "1"), ("text.3", "2"), ("text.7", "4")):
    drawing.arrow(start, f"to be written.{end}", via="straight")
""", tags=[HIDE],
caption="Span corruption. Orange: the words that are hidden; in their place a sentinel is read.",
alt="In the middle row the sentence The film begins well and ends in the rain, with begins well and the marked. Arrows lead down to the row that is read, where sentinels 1 and 2 stand in their places, and up to the row to be written: sentinel 1, begins well, sentinel 2, the, sentinel 3.")
md(r"""
By hand, with the words counted from 0 and a span given by its first word and the one after its
last:

| span | words | what is read | what is to be written |
|---|---|---|---|
| before it | 0, 1 | *The film* | |
| (2, 4) | 2, 3 | `<1>` | `<1>` *begins well* |
| between | 4, 5, 6 | *and ends in* | |
| (7, 8) | 7 | `<2>` | `<2>` *the* |
| behind it | 8 | *rain* | `<3>` |

As a function:
""")
code('''
def hide(text, spans):
    """Hide spans of words; return what is read and what is written."""
    words, read, written, done = text.split(" "), [], [], 0
    for number, (first, after) in enumerate(spans, start=1):
        read += [*words[done:first], f"<{number}>"]
        written += [f"<{number}>", *words[first:after]]
        done = after
    read += words[done:]
    written.append(f"<{len(spans) + 1}>")
    return " ".join(read), " ".join(written)


sentence = "The film begins well and ends in the rain"
for side in hide(sentence, [(2, 4), (7, 8)]):
    print(side)
''', name="hide")
md(r"""
`datasets.span_corruption.corrupt` does the same and refuses spans that overlap; a test runs this
cell and compares the two on random texts. Nothing is lost: put back what the sentinels hide, and
the text is whole again (exercise 1).

### How much, and in how long runs?

T5 hides 15% of the pieces, in spans of 3 on average: of a text of 512 pieces 77, in 26 spans of many
lengths. Our texts have 16 words. What would 15% be there? Count what is drawn a thousand times, and for a
text of 64 words beside it:
""")
code('''
def drawn(words, **how):
    """How often each list of span lengths comes, in a thousand draws."""
    random = np.random.default_rng(0)
    draws = [
        span_corruption.random_spans(words, random, **how)
        for _ in range(1_000)
    ]
    return Counter(tuple(b - a for a, b in spans) for spans in draws)


for words, share, mean in ((64, 0.15, 3), (16, 0.15, 3), (16, 0.25, 2)):
    counts = drawn(words, share=share, mean=mean)
    print(f"{words} words, {share:.0%}, mean {mean}:", end=" ")
    print(f"{len(counts)} lists of lengths, the first of them")
    print("   ", *[f"{k}: {n}" for k, n in sorted(counts.items())[:3]])
''')
md(r"""
On 16 words, 15% in spans of 3 is always one span of two words. A model would soon know that: two
words behind `<1>`, then `<2>`. With a quarter hidden in spans of two on average there are two spans
of one to three words. How many stand behind the first sentinel has to be found out from what is around
it; the second has what is left of four. So our task hides a quarter. (The draws also say where: every way to place
the spans with a word or more between them is equally likely.)

What does it teach? To fill *begins well*, a model has to know which verbs a film takes, and how a
sentence goes on. [Chapter 12](12_gpt.ipynb)'s GPT learns such things from what stands on the left.
Here both sides are seen, as by BERT, and unlike BERT's masks a sentinel does not say how many words
are missing. One thing to keep in mind: T5 read a lot *first*: in the paper's comparisons 34 billion pieces of web pages, and for the
models that were given away about a trillion pieces, with the other tasks among them (Raffel et al.,
2020, sections 3.1 and 3.7). Most of what it knows came from there. Ours has four small tasks and nothing else. It
shows how text to text works, not what pretraining is worth.
""")

# ----------------------------------------------------------------------------------- the network
md(r"""
## One vocabulary for both sides

The network is chapter 11's, with one change. A translator had an English vocabulary and a Spanish
one. Here what is written may be English or Spanish, words of the text itself or sentinels, so both
sides share one vocabulary, and one embedding: for what is read, for what has been written, and to
score what comes next.
""")
code("""
BOXES = {  # where, of which kind, with which shape, how wide
    "one embedding": ((2.3, 1.15), "embedding", "(V, D)", 4.1),
    "self-attention": ((1.2, 1.95), "attention", "", 1.7),
    "feed-forward": ((1.2, 2.45), "network", "", 1.7),
    "memory": ((1.2, 3.35), "plain", "(B, S, D)", 1.7),
    "causal self-attention": ((3.5, 1.95), "attention", "", 1.7),
    "cross-attention": ((3.5, 2.6), "attention", "", 1.7),
    "feed-forward ": ((3.5, 3.1), "network", "", 1.7),
    "times embedding": ((3.5, 3.95), "embedding", "(B, T, V)", 1.7),
}
""", tags=[HIDE])
code("""
TOKENS = {
    "source": (["reverse", ":", "one", "two", "(end)"], (1.4, 0.5)),
    "target": (["(start)", "two"], (3.62, 0.5)),
    "out": (["one"], (3.5, 4.55)),
}
first, *encoder = [*BOXES][:4]
decoder = [*[*BOXES][4:], "out.0"]
""", tags=[HIDE])
code("""
drawing = Drawing(4.8, 4.8)
for name, (tokens, at) in TOKENS.items():
    marked = {0: "marked"} if name == "out" else {}
    drawing.tokens(name, tokens, at, kinds=marked)
for name, (at, kind, shape, width) in BOXES.items():
    look = {"kind": kind, "shape": shape}
    size = (width, 0.43 if shape else 0.32)
    drawing.box(name, at, name.strip(), size=size, **look)
for start, way, n in (("source.2", encoder, 2), ("target.1", decoder, 3)):
    drawing.chain(start, first, *way)
    drawing.group(way[:n], "× 3")  # its first n boxes
drawing.arrow("memory", "cross-attention", via="between")
drawing.path("target.1", first, *decoder)
drawing.path("memory", "cross-attention")
drawing.legend("BSTDV")
""", tags=[HIDE])
CELLS[-1]["metadata"]["mystnb"] = {
    "figure": {"caption": "The encoder-decoder of t5-mini. Purple: one table of vectors, used three times. "
               "Orange: the way of the piece *two*, after which *one* is written. Residual connections, norms and positions are as in chapter 11."},
    "image": {"alt": "Tokens of what is read and of what has been written go up into one wide box, the "
              "embedding. From it an encoder of self-attention and feed-forward, three times, leads to the "
              "memory, and a decoder of causal self-attention, cross-attention and feed-forward, three "
              "times, leads to the logits, which are the product with the same embedding."},
}
md(r"""
On the page, with chapter 11's block, which has a norm before each part. First the norm on top of the
last block, and the vectors that go into the first:
""")
code('''
def norm():
    return keras.layers.LayerNormalization(epsilon=1e-6)


def place(ids, embedding):
    """Vectors of ids (B, S) with their positions: (B, S, D)."""
    x = embedding(ids) * embedding.output_dim**0.5
    return layers.SinusoidalPositions(512)(x)
''', name="norm")
md(r"""
The encoder has both, and blocks between them:
""")
code('''
def encode(ids, embedding, make_block, blocks):
    """Ids (B, S) -> memory (B, S, D), and its mask."""
    mask = layers.padding_mask(ops.not_equal(ids, 0))
    x = place(ids, embedding)
    for _ in range(blocks):
        x, _ = make_block()(x, mask)
    return norm()(x), mask
''', name="encode")
md(r"""
The decoder returns where it looks, too, and the model joins them:
""")
code('''
def decode(ids, memory, mask, embedding, make_block, blocks):
    """Ids (B, T) -> logits (B, T, V), and weights (B, H, T, S)."""
    x, looks = place(ids, embedding), []
    for _ in range(blocks):
        block = make_block(causal=True, cross=True)
        x, weights = block(x, memory=memory, cross_mask=mask)
        looks.append(weights["cross"])
    return embedding(norm()(x), reverse=True), looks
''', name="decode")
code('''
def make_t5(vocab_size, width, heads, hidden, blocks):
    """Ids (B, S) and (B, T) -> logits; and a model of the looks."""

    def make_block(**kind):
        return layers.TransformerBlock(heads, hidden, norm="pre", **kind)

    source, target = (keras.Input((None,), dtype="int32") for _ in "ST")
    short = keras.initializers.RandomNormal(stddev=width**-0.5)
    how = {"embeddings_initializer": short}
    embedding = layers.BiasedReversibleEmbedding(vocab_size, width, **how)
    memory, mask = encode(source, embedding, make_block, blocks)
    parts = memory, mask, embedding, make_block, blocks
    logits, looks = decode(target, *parts)
    inputs = [source, target]
    return keras.Model(inputs, logits), keras.Model(inputs, looks)
''', name="make_t5")
md(r"""
That is the whole network. `nlp_helpers.models.make_transformer` with `shared=True` builds the same
one, with dropout; a test runs these cells, gives both the same weights, and compares the logits. The
one that ships:
""")
code("""
t5 = load_checkpoint("t5-mini")
config = t5.config
ours, looker = make_t5(
    config.target_vocab_size,
    config.width,
    config.num_heads,
    config.hidden_size,
    config.decoder_blocks,
)
ours.set_weights(t5.model.get_weights())
table = config.target_vocab_size * config.width
print(f"{ours.count_params():,} weights, {table:,} of them the embedding;")
print(f"two vocabularies of this size would need {table:,} more")
""")
code("""
text, answer = [*EXAMPLES.items()][-1]
[ids] = encode_sources(t5.source, [text])
print("read   ", *[repr(piece) for piece in t5.source.pieces(ids[:-1])])
ids = t5.target.encode(answer)
print("written", *[repr(piece) for piece in t5.target.pieces(ids)])
""")
md(r"""
A name of a task is an ordinary text, cut into pieces like any other. A sentinel is one piece, so that
no network has to learn what `<`, `1` and `>` mean side by side. There are twelve of them, the last
ones of the vocabulary. (T5 itself differs in a few things from what is drawn here: its positions are learned numbers that are added to the scores, for each head and each range of distances; its norms only
scale; and its vocabulary has 32,000 pieces and 100 sentinels.)

## What the name is for

What if the name is left out? Then the same text may have several right answers, and no model, however
large, can know which one is meant. The smallest case: lists of five letters out of ten, to be
*reversed* or *sorted*. Here is a batch in which every list stands twice, once for each task, with the name as the first
id or with the same id for both:
""")
code('''
LETTERS = "abcdefghij"
REVERSE, SORT, UNNAMED, FIRST = range(END_ID + 1, END_ID + 5)


def make_batch(random, count, named):
    """Lists to reverse and to sort: ([(B, 7), (B, 6)], (B, 6))."""
    pool = np.tile(np.arange(FIRST, FIRST + 10, dtype="int32"), (count, 1))
    lists = np.repeat(random.permuted(pool, axis=1)[::2, :5], 2, axis=0)
    sorts = np.arange(count)[:, None] % 2 == 1
    right = np.where(sorts, np.sort(lists, axis=1), lists[:, ::-1])
    name = np.where(sorts, SORT, REVERSE) if named else UNNAMED + 0 * sorts
    start, end = (0 * lists[:, :1] + i for i in (START_ID, END_ID))
    source = np.concatenate([name.astype("int32"), lists, end], axis=1)
    shifted = np.concatenate([start, right], axis=1)
    return [source, shifted], np.concatenate([right, end], axis=1)
''', name="make_batch")
code('''
SPELT = dict(enumerate(LETTERS, FIRST))
SPELT |= {REVERSE: "reverse:", SORT: "sort:", UNNAMED: "?:"}


def spell(ids):
    return " ".join(SPELT[i] for i in ids if i in SPELT)


for named in (True, False):
    [source, _], wanted = make_batch(np.random.default_rng(1), 2, named)
    for read, answer in zip(source, wanted, strict=True):
        print(f"{spell(read):20} -> {spell(answer)}")
''')
md(r"""
The network is the one above, 32 wide and with one block on each side, trained live for a few hundred
steps on the same lists, once with names and once without:
""")
code('''
STEPS = notebook.by_profile(quick=200, full=1_000)


def make_adam(model):
    """The optimizer, whose rate goes up for 40 steps and then down."""
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, STEPS - 40, alpha=0.1, warmup_target=0.01, warmup_steps=40
    )
    adam = keras.optimizers.Adam(rate, beta_2=0.98)
    adam.build(model.trainable_variables)  # or it is traced twice
    return adam
''')
code('''
def train_small(named):
    """Train a tiny T5; return it with the loss of every step."""
    keras.utils.set_random_seed(0)
    model, _ = make_t5(FIRST + 10, width=32, heads=4, hidden=64, blocks=1)
    model.compile(make_adam(model), example_nats, jit_compile=False)
    random, losses = np.random.default_rng(0), []
    for _ in range(STEPS):
        batch = make_batch(random, 64, named)
        losses.append(float(model.train_on_batch(*batch)))
        model.reset_metrics()
    return model, losses
''')
code("""
small = {named: train_small(named) for named in (True, False)}
for named, (model, losses) in small.items():
    inputs, wanted = make_batch(np.random.default_rng(9), 1_000, named)
    said = model.predict_on_batch(inputs).argmax(axis=-1)  # (B, T)
    whole = (said == wanted).all(axis=1)
    print("with names   " if named else "without names", end=" ")
    print(f"loss {np.mean(losses[-20:]):.2f};", end=" ")
    print(f"right: reverse {whole[::2].mean():.0%}", end=", ")
    print(f"sort {whole[1::2].mean():.0%}")
""", tags=[LIVE], name="toy")
md(r"""
(A list counts as right if every letter is the likeliest after the right ones before it, which is
when greedy decoding writes it.) With names the tiny model learns both tasks. Without, it cannot do
better than guess which one is meant: it reads the same list twice, and together the two shares reach 100% at most,
apart from the few lists for which both answers are the same. There is a floor for its loss as well. The best that can be
done with such a list is to toss a coin, which costs $\ln 2 = 0.693$ nats once in an answer of six tokens:
$0.693 / 6 = 0.116$ nats a token (exercise 4). Only that much is due to the missing name. After the 200 steps of the
quick profile the loss is still well above it; the rest is what the model has yet to learn.
""")

# --------------------------------------------------------------------------------------- mixing
md(r"""
## Mixing

In which shares do the tasks come? Task $m$ has $e_m$ training examples. With a **limit** $K$ and a
**temperature** $\tau$, its share of a batch is

$$
r_m = \frac{\min(e_m, K)^{1/\tau}}{\sum_n \min(e_n, K)^{1/\tau}} .
$$

Without a limit and with $\tau = 1$ the shares are **proportional** to the sizes; a task with few
examples is then hardly heard. The limit keeps a huge task, such as restoring all the pages of the
web, from drowning the others. A higher temperature brings the shares together, and as
$\tau \to \infty$ they become **equal** (Raffel et al., 2020, section 3.5.2). By hand, for two tasks
of 900 and 100 examples:

| way | 900 examples | 100 examples | shares |
|---|---|---|---|
| proportional | 900 | 100 | 0.90, 0.10 |
| limit $K = 300$ | 300 | 100 | 0.75, 0.25 |
| temperature $\tau = 2$ | $\sqrt{900} = 30$ | $\sqrt{100} = 10$ | 0.75, 0.25 |
| equal | 1 | 1 | 0.50, 0.50 |

And for our four, whose sizes are those of the full training split:
""")
code('''
def shares(sizes, limit=math.inf, temperature=1.0):
    """The share of each task in a batch."""
    counted = np.minimum(sizes, limit) ** (1 / temperature)
    return counted / counted.sum()


SIZES = {"translate": 50_000, "sentiment": 22_500}
SIZES |= {"reverse": 50_000, "restore": 44_934}
sizes = np.array([*SIZES.values()], float)
ways = {"proportional": {}, "limit 30,000": {"limit": 30_000}}
ways |= {"temperature 2": {"temperature": 2}}
ways |= {"equal": {"temperature": math.inf}}
print(f"{'':14}", *[f"{task:>9}" for task in SIZES])
for way, how in ways.items():
    print(f"{way:14}", *[f"{x:9.1%}" for x in shares(sizes, **how)])
''', name="shares")
md(r"""
Three of our tasks are of about one size. The way decides mostly about the fourth: *sentiment* gets 13% of
a batch in proportion and 25% in equal shares. `t5-mini` takes equal shares, 32 examples of each task in every batch of
128, so its few reviews are read the most often. That is a choice for this small mixture. With T5's tasks, from hundreds of
examples to the whole web, equal shares did badly; perhaps, the authors write, because small tasks were learned by heart,
because large ones had hardly been seen, or because too little of the web was read. Of their temperatures, 2 did best on
most tasks.

`Mixed` makes the batches. A batch of eight, from
a few held-out examples of each task:
""")
code("""
held_out = Pairs.of(pair for p in test.values() for pair in p[:100])
examples = mixing.Mixture().examples(t5, held_out, training=True)
eight = replace(load_recipe("t5-mini").optimization, batch_size=8)
(sources, inputs), targets = mixing.Mixed(examples, eight)[0]
print("read", sources.shape, " written", targets.shape)
for row, answer in zip(sources, targets, strict=True):
    text = t5.source.decode(row[row > END_ID])
    print(f"{text[:48]:48} {np.count_nonzero(answer):2} pieces")
""")
md(r"""
### What a long answer counts

The last column is how many pieces an answer has, its end included. A translator's loss is the mean
over all *pieces* of a batch. Here that would give a sentence of eight pieces four times the weight
of a label of two. Suppose each piece of the label costs 1.0 nats, and each of the sentence 0.5:

$$
\text{by piece: } \frac{2 \cdot 1.0 + 8 \cdot 0.5}{2 + 8} = 0.60 , \qquad
\text{by example: } \frac{1.0 + 0.5}{2} = 0.75 .
$$

The label has 2 of 10 of the weight in the first and half of it in the second. `t5-mini` is trained **by
example**: the mean over the pieces of each answer, then over the answers,

$$
\mathcal{L} = -\frac{1}{B} \sum_{b=1}^{B} \frac{1}{T_b} \sum_{t=1}^{T_b}
\log p(y_{b,t} \mid y_{b,<t}, \mathbf{x}_b) ,
$$

with $T_b$ the pieces of answer $b$. How much would each task be heard otherwise?
""")
code("""
pieces = {}
for task, pairs in test.items():
    ids = t5.target.encode_batch(pairs.target)
    pieces[task] = np.mean([len(each) + 1 for each in ids])
total = sum(pieces.values())
for task, mean in pieces.items():
    print(f"{task:10} {mean:5.1f} pieces;", end=" ")
    print(f"by piece {mean / total:5.1%}, by example 25.0%")
""", name="pieces")
md(r"""
Sentiment, with the shortest answers, would be the least heard by far.

## Trained in full

`python -m nlp_helpers train t5-mini` makes it again; the recipe is
`nlp_helpers/recipes/t5_mini.py`. From its card:
""")
code("""
card, recipe = t5.card, t5.card["training"]["recipe"]
for field in ("steps", "batch_size", "peak_learning_rate", "warmup_steps"):
    print(f"{field:20} {recipe[field]:>8,}")
print(f"{'dropout':20} {config.dropout:>8}")
seen = recipe["steps"] * recipe["batch_size"] / len(tasks.TASKS)
for task, size in SIZES.items():
    print(f"{task:20} each example {seen / size:.1f} times")
""", name="card")
code("""
history = card["history"]
_, ax = plt.subplots(figsize=(5.4, 3.2))
for task in tasks.TASKS:
    ax.plot(history["step"], history[task], label=task)
ax.set(xlabel="steps of 128 examples", ylim=(0, 4))
ax.set_ylabel("validation loss (nats a piece)")
_ = ax.legend()
""", tags=[HIDE], name="curves",
caption="The validation loss of each task while all four are learned, read from the card.",
alt="Four curves of validation loss against the step, one for each task.")
code("""
print(f"{'':10} {'half way':>9} {'at the end':>11}  least of all after")
middle = len(history["step"]) // 2
for task in tasks.TASKS:
    losses = history[task]
    least = history["step"][int(np.argmin(losses))]
    print(f"{task:10} {losses[middle - 1]:9.3f}", end=" ")
    print(f"{losses[-1]:11.3f}  {least:,} steps")
""", name="halves")
md(r"""
One curve cannot be compared with another: a piece of a label is another thing than a piece of a
hidden span. What can be compared is each curve with itself. Where the least loss was clearly lower than at the
end, the task has begun to be learned by heart, as chapter 12's letters were; sentiment is the one
to watch, since its few texts are read the most often. The four were not stopped one by one. They
share their weights, and what ships is the average of the weights over the last steps.
""", name="curves-text")

# -------------------------------------------------------------------------------------- answers
md(r"""
## What it answers

The first three test texts of each task, whatever they are, answered greedily. A cross marks what is
not right to the letter:
""")
code('''
COUNT = notebook.by_profile(quick=64, full=1_000)
asked = {task: pairs[:COUNT] for task, pairs in test.items()}
texts = [text for pairs in asked.values() for text in pairs.source]
answers = dict(zip(texts, t5.answer(texts), strict=True))


def show(text, wanted):
    """Print a text, what the model writes, and what was wanted."""
    written = answers[text]
    print(textwrap.fill(text, 76))
    print("   ", "✓" if written == wanted else "✗", written)
    if written != wanted:
        print("      wanted:", wanted)
''')
code("""
for pairs in asked.values():
    for pair in pairs[:3]:
        show(*pair)
""", name="first-answers")
md(r"""
And the first two of each task that are wrong (for *restore*, those of which anything is wrong), among the first 64
(the first 1,000 in the full profile):
""")
code("""
for task, pairs in asked.items():
    wrong = [pair for pair in pairs if answers[pair[0]] != pair[1]]
    print(f"-- {task}: {len(wrong)} of {len(pairs)} not right")
    for pair in wrong[:2]:
        show(*pair)
""", name="wrong-answers")
# ----------------------------------------------------------------------------- something else
md(r"""
### When a label is expected

Now the question from the beginning: does it ever write anything but *positive* and *negative*? And
how much probability is left for that? The probability of a whole answer is the product over its
pieces, the end included:
""")
code('''
def probability(texts, answer):
    """p(answer | text) for each of the texts, (N,)."""
    ids = t5.target.encode(answer)
    sources = pad(encode_sources(t5.source, texts))
    shifted = np.tile(np.int32([START_ID, *ids]), (len(texts), 1))
    p = ops.softmax(t5.model.predict_on_batch([sources, shifted]))
    said = [*ids, END_ID]
    p = ops.convert_to_numpy(p)[:, np.arange(len(said)), said]  # (N, T)
    return p.prod(axis=1)
''')
code("""
ends = asked["sentiment"].source  # the last words of reviews
given = {label: probability(ends, label) for label in tasks.LABELS}
rest = 1 - sum(given.values())
other = [answers[text] not in tasks.LABELS for text in ends]
print(f"neither label: {sum(other)} of {len(ends)} answers")
print(f"probability of anything else: {rest.mean():.3f} on average,")
print(f"    {rest.max():.3f} at most")
""", name="labels")
md(r"""
That is the price of writing a label, measured: the first line counts answers that no classifier with
two outputs could have given, the others say how near it came to writing one. What a sigmoid has by design,
this model has to learn. (Where that matters, one does not let it write: the probabilities of the two
labels are compared, as in exercise 3.)
""", name="labels-text")

md(r"""
### On all 1,000 texts

How often is it right on all 1,000 test texts of each task? A whole test takes minutes, so it was
done once, by `python -m nlp_helpers study tasks`, which keeps for every answer whether it was right
to the letter. For *restore* each of the two spans of a text counts by itself here, and the sentinel at the end not at
all, so that this figure is another than that of the examples above. The error is one standard error over texts, not over spans, since
the two spans of a text are not independent. (The texts are: those of *restore* and of *sentiment* come from a review each.)
""")
code('''
rows = {row["task"]: row for row in load_study("tasks")}


def right(row, task):
    """What share of each text's answer is right, (texts,)."""
    digits = np.array([*rows[row]["right"][task]], int)
    return digits.reshape(len(test[task]), -1).mean(axis=1)


def error(values):
    """The standard error of a mean."""
    return values.std() / math.sqrt(len(values))
''')
code("""
for task in tasks.TASKS:
    each = right("all", task)
    print(f"{task:10} right {each.mean():6.1%} ± {error(each):.1%}")
""", name="scores")
md(r"""
Read these figures with the tasks in mind. *Reverse* can be done perfectly. *Translate* has one right
answer here, since a grammar made it, and a test of a phrasebook is not a test of Spanish. *Sentiment* has a limit below 100%, and a coin gets 50%.
*Restore* asks for words that could often be others. An answer that fits as well as the hidden one
counts as wrong, so a low share is no surprise: look at the examples above rather than at it.
""", name="scores-text")

# ------------------------------------------------------------------------------------------ bag
md(r"""
## Beside a bag of words

Sixteen words do not always tell how a whole review was meant. Is the figure above good or bad, then?
Chapter 4's habit helps: train the simple model first. Here is its bag of bigrams, fitted on the 22,500
training texts of 16 words, of which `t5-mini` left out the one in a hundred that has more than 48 pieces, and scored on
the same test texts:
""")
code('''
def plain(pairs):
    """The texts without the name of their task."""
    return [text.partition(": ")[2] for text in pairs.source]


learned = tasks.of_task(splits.train, "sentiment")
bag = make_bigram_classifier().fit(plain(learned), learned.target)
said = bag.predict(plain(test["sentiment"]))
counted = (said == np.array(test["sentiment"].target)).astype(float)
judged = right("all", "sentiment")
print(f"{len(learned):,} training texts")
for name, each in (("bag of words", counted), ("t5-mini", judged)):
    print(f"{name:13} right {each.mean():.1%} ± {error(each):.1%}")
lead = judged - counted
print(f"t5-mini less the bag {lead.mean():+.1%} ± {error(lead):.1%}")
''', name="bag")
md(r"""
The last line is the fair comparison: both read the same words, learned from nearly all of the same labels, and are
asked the same texts, so the difference is taken text by text, with its standard error. A difference
of less than two of these errors is none that this test can see. What differs is all the rest: the
bag takes seconds and has no other task, the T5 has three more to learn with the same weights.

How much is lost by seeing 16 words only? On whole reviews chapter 4's bag of bigrams has this
accuracy (on the 2,500 validation reviews, of which our test texts are the ends of 1,000):
""", name="bag-text")
code("""
whole = [
    row["accuracy"]
    for row in load_study("sentiment")
    if row["model"] == "bag of bigrams" and row["train_reviews"] == 22_500
]
print(f"whole reviews: {whole[0]:.1%}")
""", name="whole")
md(r"""
So the last 16 words tell a good deal, and far from all: that is the distance between this bag on 16 words and the same
bag on whole reviews.
""", name="whole-text")

# ------------------------------------------------------------------------------------ attention
md(r"""
## Where it looks when it reverses

To turn a sentence around, the decoder has to find for each piece the right place of the memory, going
backwards. `looker` has the same weights as `ours` and returns the cross-attention of each block.
Here is the mean over the heads for the first test sentence, with the right answer given; a row is a
piece about to be written:
""")
code('''
def watch(text, answer):
    """Pieces read and written, and weights (blocks, H, T, S)."""
    [read] = encode_sources(t5.source, [text])
    written = t5.target.encode(answer)
    looks = looker([np.array([read]), np.array([[START_ID, *written]])])
    looks = [ops.convert_to_numpy(look)[0] for look in looks]
    return read, written, np.stack(looks)


text, answer = "reverse: The driver sleeps at home.", "home. at sleeps driver The"
read, written, looks = watch(text, answer)
columns = [*map(str.strip, t5.source.pieces(read[:-1])), "(end)"]
lines = [*map(str.strip, t5.target.pieces(written)), "(end)"]
print(text)
print("it writes:", answers[text])
'''.replace('text, answer = "reverse: The driver sleeps at home.", "home. at sleeps driver The"',
            '[(text, answer)] = test["reverse"][:1]'), name="watch")
code("""
_, axes = plt.subplots(3, 1, figsize=(3.6, 8.4))
for number, (look, ax) in enumerate(zip(looks, axes, strict=True), 1):
    plotting.plot_alignment(columns, lines, look.mean(axis=0), ax=ax)
    ax.set_title(f"block {number}")
""", tags=[HIDE],
caption="Cross-attention of the three blocks of the decoder, mean of the six heads, while a sentence is reversed. Darker: more weight; white: none.",
alt="Three heat maps, one for each block: pieces read across, pieces written down, darker for more weight.",
name="maps")
md(r"""
Pictures of one sentence may deceive. So measure, on the first 20 sentences that are to be reversed,
with the right answer given: how much weight does each head put on the piece that is *about to be
written*, and how much on the one that was written *last*?
""")
code('''
def places(answer, read):
    """Where each piece of the answer stands in what is read."""
    pieces = t5.source.pieces(read[:-1])
    begins = [place for place, p in enumerate(pieces) if p.startswith(" ")]
    words = np.split(np.arange(len(pieces)), begins[1:])
    return np.concatenate(words[-len(answer.split(" ")) :][::-1])
''', name="places")
code('''
weight = np.zeros((config.decoder_blocks, 2, config.num_heads))
for text, answer in test["reverse"][:20]:
    read, written, looks = watch(text, answer)
    order = places(answer, read)
    assert np.array_equal(np.array(read)[order], written)
    for last in (0, 1):  # a row later the piece has been written
        line = np.arange(len(order)) + last
        weight[:, last] += looks[:, :, line, order].mean(axis=-1) / 20
''', name="weights")
code("""
print(f"{'':7} {'about to be written':>21} {'written last':>21}")
for number, block in enumerate(weight, start=1):
    best = [f"{w.max():12.0%} (head {w.argmax() + 1})" for w in block]
    print(f"block {number}", *best)
twenty = encode_sources(t5.source, test["reverse"].source[:20])
even = np.mean([1 / len(ids) for ids in twenty])
print(f"an even look would give {even:.0%}")
""", name="heads")
md(r"""
There are two ways to do it: look at the place of the piece that comes next, or find the piece just written and
step from there: to the next piece of the same word, or, at its end, to the beginning of the word before. A head that
does so may put weight on either place. For each block the table shows the head of its six that puts the most weight there.
Compare with the last line: a head that is far above it in the first column has found out where the next piece stands
before it is written; one that is far above it in the second keeps track of where the decoder is.
""", name="heads-text")

# --------------------------------------------------------------------------------------- prefix
md(r"""
## Another name, or none

The same sentence under each of the four names, under a name that was never learned, and under none:
""")
code("""
sentence = plain(test["translate"])[0]
PREFIXES = [f"{task}: " for task in tasks.TASKS] + ["summarize: ", ""]
told = [prefix + sentence for prefix in PREFIXES]
for text, written in zip(told, t5.answer(told), strict=True):
    print(text)
    print("    ->", written)
""", name="prefixes")
md(r"""
One sentence is an anecdote. On the first 64 test sentences of *translate*, what kind of answer comes?
It is a translation or a reversal only if it is right to the letter; what is almost one is among *other*:
""")
code('''
sentences, spanish = plain(test["translate"][:64]), test["translate"].target


def kind(english, wanted, written):
    """Say what an answer is."""
    if written in tasks.LABELS:
        return "label"
    if span_corruption.hidden_spans(written):
        return "spans"
    if written == " ".join(reversed(english.split(" "))):
        return "reversed"
    return "translated" if written == wanted else "other"
''')
code("""
KINDS = ["translated", "label", "reversed", "spans", "other"]
print(f"{'':12}", *[f"{name:>10}" for name in KINDS])
for prefix in PREFIXES:
    written = t5.answer([prefix + english for english in sentences])
    kinds = Counter(map(kind, sentences, spanish, written))
    counts = [f"{kinds[name]:10}" for name in KINDS]
    print(f"{prefix or '(none)':12}", *counts)
""", name="kinds")
md(r"""
The first and the third row are what was learned. *Sentiment* and *restore* never had sentences of this kind, so
their rows say what is stronger, the name or the kind of text. The last two rows say what becomes of a request that was
never learned. There is nothing in the training that would make the model say "I do not know this task", so it
does *something*, and which of its tasks it falls into is an accident of its training. T5's name is a key
that has to be known; a model that understands a task from its description needs far more tasks, described in
many ways (FLAN, at the end of the chapter).

### Has it learned to reverse, or to reverse these sentences?

All sentences of *reverse* come from the phrasebook's grammar. The reviews were never reversed. So give it
eight words from near the end of reviews, wherever a sentence begins or ends in them, beside sentences of eight words of
its own kind:
""", name="kinds-text")
code("""
own = [text for text in plain(test["reverse"]) if text.count(" ") == 7]
cut = [" ".join(t.split(" ")[:8]) for t in plain(test["sentiment"])]
for name, asks in (("its own kind", own[:64]), ("reviews", cut[:64])):
    written = t5.answer([f"reverse: {text}" for text in asks])
    whole, in_place = [], []
    for text, answer in zip(asks, written, strict=True):
        wanted, got = text.split(" ")[::-1], answer.split(" ")
        whole.append(got == wanted)
        in_place += [got[i : i + 1] == [wanted[i]] for i in range(8)]
    many = np.mean([len(ids) for ids in t5.source.encode_batch(asks)])
    print(f"{name:13} {len(asks)} texts of {many:.1f} pieces:", end=" ")
    print(f"whole {np.mean(whole):.0%},", end=" ")
    print(f"words in place {np.mean(in_place):.0%}")
""", name="foreign")
md(r"""
Eight words each, the same task, the same name. What differs are the words, with them the number of pieces, which is
larger for rare words, and the form: a piece of a review seldom begins and ends as a sentence does. If the second line
falls behind the first, the model has learned to reverse *such sentences*, and not to reverse.
""", name="foreign-text")

# ---------------------------------------------------------------------------------------- study
md(r"""
## One model of many tasks, or one of each?

Learning several tasks at once is **multi-task learning** (Caruana, 1997). Four models, one for each task, would be
four files to keep. Would they be better? The study trained them: the same network, tokenizer, steps and learning rates, and in every step the same 32 examples of
its task that `t5-mini` saw there. So `t5-mini` has seen no less of a task, and three others besides. All were
then asked the same test texts, and for each text the study knows whether each model was right.

### Text by text

Two models are right on 80% and on 82% of 1,000 texts. Is that luck? Most texts say nothing about it: both are
right, or both are wrong. What counts are those on which they *differ*. If the models were equally good, such a
text would be won by either with probability 1/2, like a coin; and if one text says nothing of the next, the texts are so
many tosses. By hand: two models differ on ten texts, of which one wins
two and the other eight. A coin shows two heads or fewer of ten in

$$
\frac{1 + 10 + 45}{2^{10}} = \frac{56}{1024}
$$

of all cases, and eight or more equally often; together 112/1024 = 0.109. This share is called the **p-value**, $p$ in
the tables below. A coin is that uneven, or more so, one time in nine, so this would be no finding. This is **McNemar's
test**, in its exact form. (With *restore* a text has two spans: it is won by the model with more of them right. That is
the **sign test**; McNemar's is the case in which a text is right or wrong. It counts a text won by one span as one won by
two.)
""")
code('''
def mcnemar(won, lost):
    """How often a coin is as uneven as this, or more."""
    n, least = won + lost, min(won, lost)
    tail = sum(math.comb(n, k) for k in range(least + 1)) / 2**n
    return min(1.0, 2 * tail)


for won, lost in ((2, 8), (5, 5), (20, 40), (200, 220)):
    print(f"{won:3} against {lost:3}: p = {mcnemar(won, lost):.3f}")
''', name="mcnemar")
md(r"""
The last two are the question above: between 80% and 82% of 1,000 texts lie 20 texts. If the models differ on 60 texts,
20 to 40, luck does as much in 1.3% of all cases (for the next table not rare enough); if on 420, 200 to 220, in 35%. The
two shares alone do not say which.
""", name="coin-text")
code('''
results = {}
print("           one of each  t5-mini  difference    won  lost      p")
for task in tasks.TASKS:
    alone, together = right(task, task), right("all", task)
    gain = together - alone
    won, lost = int((gain > 0).sum()), int((gain < 0).sum())
    p, lead = mcnemar(won, lost), won - lost
    results[task] = p, lead
    print(f"{task:10} {alone.mean():11.1%} {together.mean():8.1%}", end="")
    print(f" {gain.mean():+6.1%} ± {error(gain):.1%}", end="")
    shown = f"{p:.3f}" if p >= 0.001 else "< 0.001"
    print(f" {won:5} {lost:5}  {shown}")
''', name="study")
code("""
for task, (p, lead) in results.items():
    if p >= 0.05 / len(results):  # four tests: each has to be clearer
        verdict = "no difference that luck would not explain"
    else:
        verdict = "t5-mini is ahead" if lead > 0 else "one of each is ahead"
    print(f"{task:10} {verdict}")
""", name="verdicts")
md(r"""
*Won* and *lost* are seen from `t5-mini`. Since four tests are made, each has to be four times as clear before we
speak of a difference ($p < 0.05/4$), or luck would have four chances. *No difference that luck would not explain* does
not mean that the two are equally good: 1,000 texts may be too few to see it.

Nor is the comparison equal in everything. Steps, rates and dropout were chosen for the four together, and the pieces
were learned from the texts of all. Nobody tuned them for one task alone, or stopped a model of one task where its
validation loss was least. A model of one task with a recipe of its own may be better than the one here.

What the test covers is the choice of the *texts* (Dietterich, 1998). It does not cover the choice of the *seed*: each of the five
models was trained once, and the same recipe with another seed would be a slightly different model. A difference of a
point or two, however clear on these texts, may not be one between the two ways of training. (Chapter 11's norms
show how much a seed can do.)
""", name="study-text")
md(r"""
### What it costs
""")
code("""
size = card["parameters"]
steps, batch = recipe["steps"], recipe["batch_size"]
share = batch // len(tasks.TASKS)
print(f"one of each: {4 * size:,} weights, 4 x {steps:,} steps of {share}")
print(f"t5-mini:     {size:,} weights, {steps:,} steps of {batch}")
""", name="costs")
md(r"""
The weights are a quarter. The examples that are learned from are as many: four trainings of 32 a step, or one of 128.
One model of four tasks saves no training. What it saves is what comes after it: one file, one network in memory, one place
to mend; and for a fifth task there is a model that has already read something.

In T5's own comparison, learning all tasks at once did worse on most of them than pretraining on spans and then
tuning for each task; all tasks at once and *then* tuning for each came close to it (Raffel et al., 2020, section
3.5). Whether tasks help or disturb one another depends on how much they have in common, on how large the model
is, and on how long it trains. On ours, the table above is the answer for one small model.
""", name="costs-text")

# --------------------------------------------------------------------------------------- after
md(r"""
## Before and after T5

| year | model | idea | paper |
|---|---|---|---|
| 2018 | decaNLP | ten tasks as question answering, in one model that has no part for a single task | McCann et al., 2018 |
| 2019 | BART | an encoder-decoder that restores whole texts: words hidden, sentences shuffled | Lewis et al., 2020 |
| 2019 | T5 | all tasks as text to text, spans hidden; up to 11 billion weights; what helps, measured one by one | Raffel et al., 2020 |
| 2020 | T5 1.1 | gated feed-forward networks (GEGLU), spans alone in pretraining, embedding and output apart | gates: Shazeer, 2020 |
| 2020 | mT5 | the same for 101 languages, mixed with a temperature | Xue et al., 2021 |
| 2021 | ByT5 | bytes in place of pieces: no vocabulary to learn, but the same text is several times as long | Xue et al., 2022 |
| 2021 | FLAN | tuned on many tasks that are *described*, so that new ones can be described, too | Wei et al., 2022 |
| 2021 | T0 | the same on T5, with many prompts for each task | Sanh et al., 2022 |
| 2022 | UL2 | several ways to hide, short spans and long ones and all that follows, each with its own name | Tay et al., 2023 |
| 2022 | FLAN-T5 | T5 tuned on 1,836 tasks with instructions, and with chains of thought | Chung et al., 2022 |

On the way to instructions this chapter's prefix is one step: a question (decaNLP), a name (T5), a description
(FLAN), then whatever a user writes. Encoder-decoders have become rarer among the largest models, most of which are decoders alone, with
the prompt as the beginning of the text. That every task can be a text has stayed.
""")
md(r"""
## Summary

- Every task on texts can be put as a text to read and a text to write. One encoder-decoder, one vocabulary, one
  loss; a name at the beginning says what is wanted. Without it, a text that has two right answers gets one of them by luck.
- A classifier of this kind writes its label, and could write anything else. Count how often it does.
- Span corruption makes a task of any text: runs of words behind sentinels, to be written out. How much is hidden, and
  in how long runs, has to fit the length of the texts.
- How tasks are mixed is a choice: proportional, limited, with a temperature, or equal. So is whether a long answer
  counts more than a short one.
- A bag of words on the same words is the measure for a classifier on few words.
- A name that was never learned is not refused: the model writes something all the same.
- Two models are compared on the texts on which they differ. McNemar's test says whether a coin would do as much;
  it says nothing of what another seed would do.
- One model of four tasks is a quarter of the weights, and as much training as four.
""")
md(r"""
## Questions

1. Why can one loss serve tasks as different as translation and classification?
2. What would happen if *translate* and *reverse* were trained without names?
3. Why does the answer of span corruption end with one more sentinel?
4. Three tasks have 10,000, 10,000 and 80,000 examples. Which shares have they proportionally, and with a limit of
   20,000?
5. Two models differ on six texts, and the first wins all six. What does McNemar's test say?

<details>
<summary>Answers</summary>

1. It never sees the task, only the next piece of an answer given the text. A label is a very short answer.
2. The same English sentence would have two right answers. The best a model could do is to give each half of the
   probability at the first piece, and go on with what it has begun.
3. It says that the last span has ended; `<3>` behind two spans means that there is no third.
4. 0.1, 0.1 and 0.8. With the limit $10{,}000/40{,}000 = 0.25$, 0.25 and 0.5.
5. $p = 2 / 2^6 = 0.031$. Six out of six is less often luck than one time in twenty, and still once in 32.

</details>
""")
md(r"""
## Exercises

**1. And back.** Write the inverse of `hide`, and try it on a hundred random sets of spans.

<details>
<summary>Solution</summary>

```python
def unhide(read, written):
    spans, sentinel = {}, None
    for word in written.split(" "):
        if word.startswith("<"):
            sentinel, spans[word] = word, []
        else:
            spans[sentinel].append(word)
    words = [spans.get(word, [word]) for word in read.split(" ")]
    return " ".join(word for part in words for word in part)


random = np.random.default_rng(1)
text = " ".join("abcdefghijklmnop")
for _ in range(100):  # six words in four spans
    spans = span_corruption.random_spans(16, random, share=0.4, mean=1.5)
    assert len(spans) == 4
    assert unhide(*hide(text, spans)) == text
```

</details>
""")
md(r"""
**2. Temperature.** Two tasks have 900 and 100 examples. At which temperature does the smaller one get 10% of a batch,
and at which nearly half? Draw or print its share.

<details>
<summary>Solution</summary>

```python
share = {}
for temperature in (1, 2, 4, 8, 100):
    share[temperature] = shares(np.array([900.0, 100.0]), temperature=temperature)[1]
    print(f"temperature {temperature:3}: {share[temperature]:.1%}")
assert np.isclose(share[1], 0.1) and np.isclose(share[2], 0.25)
assert share[4] < share[8] < share[100] < 0.5
```

10% at 1, 43% at 8, 49.5% at 100; half only in the limit. The sizes are nine to one, and $9^{1/\tau}$ is what remains
of that: 9, 3, 1.7, 1.3 and 1.02.

</details>
""")
md(r"""
**3. Choose instead of writing.** A label can also be found by comparing the probabilities of the two answers. How often
does that give another label than writing does? When could it?

<details>
<summary>Solution</summary>

```python
chosen = np.where(given["positive"] > given["negative"], "positive", "negative")
written = np.array([answers[text] for text in asked["sentiment"].source])
labelled = np.isin(written, tasks.LABELS)
print(f"another label: {(chosen != written)[labelled].sum()} of {labelled.sum()}")
assert (chosen == written)[labelled].sum() >= 0.97 * labelled.sum()
```

Where a label is one piece, only if the end after it decides: greedy writing takes the likelier first piece; the
probability of the whole label also counts what follows, the end or further pieces. And choosing always gives a label.

</details>
""")
md(r"""
**4. The floor.** Without names, how small can the loss of the tiny model be? For which lists does the coin cost nothing?
Compare with what was reached.

<details>
<summary>Solution</summary>

The two answers agree only where a list is sorted backwards, which is one of $5! = 120$. In all others there is a first
place at which they differ; there each of two letters has probability 1/2, and everything else can be known.

```python
floor = (1 - 1 / 120) * math.log(2) / 6
reached = {named: np.mean(losses[-20:]) for named, (_, losses) in small.items()}
print(f"floor {floor:.3f}, reached {reached[False]:.3f}")
assert reached[False] > 0.95 * floor  # the luck of the last lists
assert reached[True] < reached[False]
```

What it reached in the quick profile lies well above the floor: after 200 steps it has not learned both tasks as well as
the coin would allow. After the 1,000 of the full profile it should come close.

</details>
""")
md(r"""
**5. A bootstrap.** Chapter 8 met the paired bootstrap (Koehn, 2004). Draw 1,000 test sets from the texts of *sentiment*, with
replacement, and see between which values the middle 95% of the differences lie. Does it agree with the standard error in
the table?

<details>
<summary>Solution</summary>

```python
gain = right("all", "sentiment") - right("sentiment", "sentiment")
random = np.random.default_rng(0)
drawn_rows = random.integers(len(gain), size=(1_000, len(gain)))
means = gain[drawn_rows].mean(axis=1)
low, high = np.quantile(means, [0.025, 0.975])
print(f"from {low:+.1%} to {high:+.1%}; two errors: {2 * error(gain):.1%}")
assert np.isclose((high - low) / 2, 1.96 * error(gain), rtol=0.15)
```

It does. The bootstrap needs no formula, so it also works for BLEU, which is not a mean over texts.

</details>
""")
md(r"""
## References

- Colin Raffel and others, [Exploring the Limits of Transfer Learning with a Unified Text-to-Text
  Transformer](https://arxiv.org/abs/1910.10683), 2020: T5.
- Bryan McCann, Nitish Shirish Keskar, Caiming Xiong and Richard Socher, [The Natural Language Decathlon: Multitask
  Learning as Question Answering](https://arxiv.org/abs/1806.08730), 2018.
- Rich Caruana, [Multitask Learning](https://doi.org/10.1023/A:1007379606734), 1997.
- Quinn McNemar, [Note on the Sampling Error of the Difference Between Correlated Proportions or
  Percentages](https://doi.org/10.1007/BF02295996), 1947.
- Thomas Dietterich, [Approximate Statistical Tests for Comparing Supervised Classification Learning
  Algorithms](https://doi.org/10.1162/089976698300017197), 1998: what McNemar's test covers and what it does not.
- Philipp Koehn, [Statistical Significance Tests for Machine Translation
  Evaluation](https://aclanthology.org/W04-3250/), 2004: the paired bootstrap.
- Mike Lewis and others, [BART: Denoising Sequence-to-Sequence Pre-training for Natural Language Generation,
  Translation, and Comprehension](https://arxiv.org/abs/1910.13461), 2020.
- Noam Shazeer, [GLU Variants Improve Transformer](https://arxiv.org/abs/2002.05202), 2020: the gates of T5 1.1.
- Linting Xue and others, [mT5: A Massively Multilingual Pre-trained Text-to-Text
  Transformer](https://arxiv.org/abs/2010.11934), 2021, and [ByT5: Towards a Token-Free Future with Pre-trained
  Byte-to-Byte Models](https://arxiv.org/abs/2105.13626), 2022.
- Jason Wei and others, [Finetuned Language Models Are Zero-Shot Learners](https://arxiv.org/abs/2109.01652), 2022: FLAN.
- Victor Sanh and others, [Multitask Prompted Training Enables Zero-Shot Task
  Generalization](https://arxiv.org/abs/2110.08207), 2022: T0.
- Hyung Won Chung and others, [Scaling Instruction-Finetuned Language Models](https://arxiv.org/abs/2210.11416), 2022:
  FLAN-T5.
- Yi Tay and others, [UL2: Unifying Language Learning Paradigms](https://arxiv.org/abs/2205.05131), 2023.
- Andrew Maas and others, [Learning Word Vectors for Sentiment Analysis](https://aclanthology.org/P11-1015/), 2011: the
  reviews.
""")

# --------------------------------------------------------------------------------------- write
for cell in CELLS:
    if cell["cell_type"] == "code":
        for line in cell["source"].split("\n"):
            if len(line) > 76:
                print(cell["id"], len(line), line)
        if cell["source"].count("\n") >= 15:
            print(cell["id"], "has", cell["source"].count("\n") + 1, "lines")
metadata = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
notebook = new_notebook(cells=CELLS, metadata=metadata)
for number, cell in enumerate(notebook.cells):
    cell["id"] = f"t5-{number:02}"
nbformat.write(notebook, ROOT / "chapters" / "14_text_to_text.ipynb")
for name, cell_id in NAMES.items():
    print(name, cell_id, end="; ")
