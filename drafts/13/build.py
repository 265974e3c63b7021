import sys
sys.path.insert(0, "drafts/13")
from lib import code, md, write

md("""
# 13. BERT: an encoder alone

A GPT sees what stands before a place, and nothing after it. A model that writes has to be like
that. A model that is to judge a review does not: the whole text is there, and what a word means
often shows only behind it. Devlin et al. (2019) took the other half of [chapter
11](11_transformer.ipynb)'s Transformer, the encoder, which looks both ways, and found a way to
train it on texts without labels: hide some of the words, and ask for them. What came out was put
under a new last layer, trained a little longer on each of eleven tasks, and was ahead on all of
them. They called it *Bidirectional Encoder Representations from Transformers*, **BERT**, an
**encoder-only model**. This chapter builds one on the page, asks what a small one has learned
from film reviews, measures what that is worth when labels are few, and passes it on to a student
of a third of its size.
""")
md("""
## What you will learn

- an encoder without a decoder, with the two heads it is pretrained under: its drawing, its
  equations, the whole in two dozen lines;
- why a model that reads both ways cannot simply predict the next word;
- **masked words**: 15%, of which 80% are hidden, 10% replaced and 10% left, and why;
- the best guess that looks at no neighbour, and how far a model gets below it;
- **next-sentence prediction**: what it asks, how much of it counting words can do, and why later
  models left it out;
- what a masked model guesses, with all of its neighbours and with few; where its heads look;
- **fine-tuning**: the same encoder under another head, with pretraining and without, from 200
  labels to 22,500;
- **distillation**: a small student that learns from a teacher's probabilities; what it keeps, and
  how much faster it is;
- what came after, from RoBERTa to ModernBERT.
""")
md("""
**What it costs.** About 70 minutes to read; to run, 40 seconds (quick profile, 2 CPU cores).
""", tags=["cost"])
code("""
# Is it missing? Start Jupyter from the course's .venv: see README.md.
from nlp_helpers import notebook

notebook.setup()
""", "setup", "remove-cell", "nbval-ignore-output")
code("""
import textwrap
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import ops

from nlp_helpers import layers, notebook, plotting
from nlp_helpers.checkpoints import load_checkpoint, shipped_cards
from nlp_helpers.datasets import imdb_reviews, pad
from nlp_helpers.datasets.pieces import encode_subwords
from nlp_helpers.datasets.sentences import sentence_pairs, split_sentences
""")
code("""
from nlp_helpers.drawing import Drawing
from nlp_helpers.models import segment_ids, with_attentions
from nlp_helpers.studies import load_study
from nlp_helpers.tokenization import END_ID, SPECIAL_IDS, START_ID
from nlp_helpers.training.distillation import DistillationLoss
from nlp_helpers.training.metrics import nats_per_token
from nlp_helpers.training.pretraining import (
    MASK_ID,
    encode_documents,
    mask_words,
)
""")

# ---------------------------------------------------------------- the drawing
md("""
## The whole in one picture

Below stands a text in two halves, each closed by a mark. One word is hidden. Above the encoder
stand two heads: one says what the hidden word was, the other whether the second half goes on from
the first.
""")
code("""
ROW = ["[CLS]", "a", "[MASK]", "film", "[SEP]", "skip", "it", "[SEP]"]
PARTS = {
    "attention": ("self-attention, both ways", "attention"),
    "norm 1": ("add, norm", "norm"),
    "dense": ("feed-forward", "network"),
    "norm 2": ("add, norm", "norm"),
}
HEADS = {  # name: where, what is written, its shape, its kind
    "first": ((1.2, 4.1), "dense, tanh", "(B, D)", "network"),
    "follows": ((1.2, 4.9), "goes on?", "(B, 1)", "plain"),
    "asked": ((4.0, 4.1), "dense, norm", "(B, M, D)", "network"),
    "words": ((4.0, 4.9), "words", "(B, M, V)", "plain"),
}
""", "hide-input")
code("""
drawing, x = Drawing(5.4, 5.9), 2.7
drawing.tokens("in", ROW, (x, 0.5), kinds={2: "marked"})
look = {"shape": "(B, T, D)", "kind": "embedding", "size": (2.1, 0.42)}
drawing.box("embed", (x, 1.05), "words + halves, norm", **look)
for row, (name, (label, kind)) in enumerate(PARTS.items()):
    look = {"kind": kind, "size": (2.1, 0.28)}
    drawing.box(name, (x, 1.8 + 0.42 * row), label, **look)
for name, (at, label, shape, kind) in HEADS.items():
    drawing.box(name, at, label, shape=shape, kind=kind)
drawing.tokens("out", ["dull"], (4.0, 5.55), kinds={0: "marked"})
drawing.tokens("said", ["yes"], (1.2, 5.55))
for start, end in (("embed", "norm 1"), ("norm 1", "norm 2")):
    drawing.arrow(start, end, via="right", reach=0.2)
finish_drawing(drawing)
""".replace("finish_drawing(drawing)", "connect(drawing)"), "hide-input",
caption="A BERT of four blocks. Orange: the way of the hidden word. It may look at *a* before it and at *skip it* far behind it.",
alt="A stack from bottom to top: a row of tokens, CLS, a, MASK, film, SEP, skip, it, SEP; words and halves embedded and normalized; in a frame that is repeated four times self-attention both ways, add and norm, feed-forward, add and norm; above it two heads: a dense layer with tanh that says whether the second half goes on, yes, and a dense layer with norm that scores the words, dull.")
# the helper `connect` is put before the drawing cell, see below
from lib import CELLS
connect = '''def connect(drawing):
    """Draw the arrows, the frame and the way of the hidden word."""
    way = ["in.2", "embed", *PARTS]
    drawing.chain(*way)
    for head in ("first follows said.0", "asked words out.0"):
        drawing.arrow("norm 2", head.split()[0], via="straight")
        drawing.chain(*head.split())
    drawing.group(["attention", "norm 2"], "× 4")
    drawing.path(*way, "asked", "words", "out.0")
    drawing.legend("BTMDV")'''
CELLS.insert(-1, ("code", connect, {"tags": ["hide-input"]}))

md(r"""
In formulas, with ids $x_1, \dots, x_T$, an embedding $\mathbf{M}$ of shape `(V, D)` of which
$\mathbf{M}_x$ is row $x$, and the number $s_t$ of the half in which place $t$ stands, 0 or 1:

$$
\mathbf{h}^0_t = \text{LN}(\mathbf{M}_{x_t} + \mathbf{S}_{s_t})
$$

$$
\mathbf{a}^l_t = \text{LN}(\mathbf{h}^{l-1}_t + \text{attention}(\mathbf{h}^{l-1})_t)
$$

$$
\mathbf{h}^l_t = \text{LN}(\mathbf{a}^l_t + \text{FFN}(\mathbf{a}^l_t))
$$

for the blocks $l = 1, \dots, L$. $\mathbf{S}$ is `(2, D)`: a learned vector for each half, a
**segment embedding**. All $\mathbf{h}^l$ together are `(B, T, D)`. The norm comes *after* each sum, as
in the first Transformer (post-norm). Besides the causal mask, which is missing, that is all in which
the blocks differ from chapter 12's.

On top stand two heads. For a place $t$ that is asked about,

$$
\mathbf{z}_t = \text{LN}(\text{GELU}(\mathbf{h}^L_t \mathbf{W} + \mathbf{b})) \, \mathbf{M}^\top
$$

are the logits of all words. For the $M$ places of each text that are asked about, together they are `(B, M, V)`.
The words are scored by the same matrix that reads them (tied). And from the first place comes

$$
p(\text{goes on}) = \sigma(\tanh(\mathbf{h}^L_1 \mathbf{P} + \mathbf{c}) \, \mathbf{w} + b) .
$$

That place always holds the same mark, **`[CLS]`** (for *classification*), which is no word. What
its vector becomes, it has gathered from the others. **`[SEP]`** (*separator*) closes each half.

Our tokenizer has neither by name: its start and end ids, those that began and ended each translation in
Part III, do the same work, and its unknown id, which texts made of bytes never need, is **`[MASK]`**.
""")
md(r"""
## Why not the next word, from both sides?

A GPT's loss is simple: predict each next word. Could a model that looks both ways not do the same?
Chapter 12 has shown what happens: the next word is in sight, and the model learns to copy it. So let
each place predict *its own* word, and forbid it to look at itself. Would that do? Three places; a 1
where row may look at column. Multiplied with itself, such a matrix counts the ways from a place to
another through two blocks:
""")
code("""
others = 1 - np.eye(3, dtype=int)  # each may look at all but itself
ways = np.eye(3, dtype=int)
for blocks in (1, 2, 3):
    ways = ways @ others
    print(f"{blocks} blocks: {ways[0, 0]} ways from place 1 to itself")
""")
md("""
After two blocks it sees itself, twice: place 2 has looked at place 1, and so has place 3. And one block is
not safe either: the residual connection carries each word up to its own place, and its own query decides what
it takes from the others. A causal mask is safe in any number of blocks, since
everything flows in one direction. Two GPTs, one for each direction, would be safe as well, and ELMo
had been just that with LSTMs (Peters et al., 2018); but in neither does a place ever compare what is
before it with what is behind it.

There is one sure way to keep a word from being seen: take it out of the input.

## On the page

The block is chapter 11's attention without a causal mask, and two dense layers. `words` is the padding
mask, True where there is a word. Positions are told as in chapter 12, by turning queries and keys;
BERT learned a vector for each place.
""")
code('''
def norm():
    return keras.layers.LayerNormalization(epsilon=1e-12)


def block(x, words, heads, hidden):
    """Look at every word, before and behind, then think: (B, T, D)."""
    attention = layers.MultiHeadAttention(heads, rotary=True)
    found, _ = attention(x, attention_mask=words)
    x = norm()(x + found)
    thought = keras.layers.Dense(hidden, activation="gelu")(x)
    return norm()(x + keras.layers.Dense(x.shape[-1])(thought))
''')
md("""
The two heads, for the vectors `x` and the `places` that are asked about:
""")
code('''
def two_heads(x, places, embedding):
    """Logits of the words at M places, and of "it goes on"."""
    asked = ops.take_along_axis(x, places[..., None], axis=1)  # (B, M, D)
    dense = keras.layers.Dense(x.shape[-1], activation="gelu")
    words = embedding(norm()(dense(asked)), reverse=True)  # (B, M, V)
    first = keras.layers.Dense(x.shape[-1], activation="tanh")(x[:, 0])
    return words, keras.layers.Dense(1)(first)
''')
md("""
And the model:
""")
code('''
def make_bert(vocab_size, width, blocks, heads, hidden):
    """A BERT: ids (B, T) and places (B, M) -> its two heads."""
    ids, places = (keras.Input((None,), dtype="int32") for _ in range(2))
    words = layers.padding_mask(ops.not_equal(ids, 0))
    embedding = keras.layers.ReversibleEmbedding(vocab_size, width)
    halves = keras.layers.Embedding(2, width)(segment_ids(ids, END_ID))
    x = norm()(embedding(ids) + halves)  # (B, T, D)
    for _ in range(blocks):
        x = block(x, words, heads, hidden)
    return keras.Model([ids, places], two_heads(x, places, embedding))


ours = make_bert(6_000, width=128, blocks=4, heads=4, hidden=512)
print(f"{ours.count_params():,} weights")
''')
md("""
That is BERT. `nlp_helpers.models.make_bert` builds the same network, with dropout and with BERT's
small weights to begin with; a test puts the weights of one into the other and compares what both
heads say. (BERT's own adds a bias for each word to the logits; ours leaves that to the last norm.) The
BERT of this chapter was made by it:
""")
code("""
bert = load_checkpoint("bert-mini-pretrained")
assert bert.model.count_params() == ours.count_params()
for name, value in bert.card["config"].items():
    print(f"{name:12} {value}")
""")
md("""
BERT-base has 12 blocks of width 768 and 110 million weights. Ours has about a seventieth of that, and
nearly half of it is the table of its 6,000 pieces. It has read the 22,500 training reviews of
[chapter 4](04_sentiment.ipynb), *without their labels*, and nothing else. The 2,500 validation reviews
were kept away from it, and what it can do is measured on these.
""")

# ---------------------------------------------------------------- masked words
md(r"""
## Masked words

Take 15% of the words of a text at random, hide them, and ask for them: a **masked language model**. (Taylor, 1953, had
asked people to fill such gaps, to measure how readable a text is: the *cloze* test.)
With $\mathcal{M}$ for the set of the places that are asked about and $\tilde{x}$ for the text as it is shown, the loss
is the mean surprise over these places alone,

$$
\mathcal{L}_\text{words} = -\frac{1}{|\mathcal{M}|} \sum_{t \in \mathcal{M}}
\log p(x_t \mid \tilde{x}_1, \dots, \tilde{x}_T) .
$$

Nobody has to label anything: the text is its own answer, as in a GPT. But there is a flaw. When the
model is *used*, nothing is hidden. A model that has only ever been asked about `[MASK]` need not make
anything of the words that it can see, as long as they help with the masks. So of the places that it is
asked about, only 80% show `[MASK]`. In 10% there stands a random word, and in the last 10% the word
itself. The model is not told which is which. Any word before its eyes may be wrong, and it may be asked
about any: so it needs an opinion of each of them, in the light of all the others.

By hand, on one sentence. It has 23 words and punctuation marks; 15% of that is 3.45, so three are chosen, and for
each of them a number between 0 and 1 is drawn:

*the plot **is** thin, the jokes are old, but the cast is **so** good that i **laughed** all the same.*

| asked about | number | what is done | shown |
|---|---|---|---|
| is | 0.16 | below 0.8: hidden | [MASK] |
| so | 0.86 | from 0.8 to 0.9: replaced by a random word | cry |
| laughed | 0.97 | from 0.9 on: left as it is | laughed |

The model sees *the plot [MASK] thin, the jokes are old, but the cast is cry good that i laughed all the
same.* and has to answer *is*, *so* and *laughed*. In code, for the ids of one text:
""")
code('''
def hide(ids, random, share=0.15):
    """Ask about a share of a text's words; return also where and what."""
    words = np.flatnonzero(ids >= SPECIAL_IDS)
    count = max(round(share * len(words)), 1)
    places = random.choice(words, count, replace=False)
    number, shown = random.random(count), ids.copy()
    shown[places[number < 0.8]] = MASK_ID
    swapped = places[(number >= 0.8) & (number < 0.9)]
    anything = random.integers(SPECIAL_IDS, 6_000, len(swapped))
    shown[swapped] = anything  # may be the right one, by chance
    return shown, places, ids[places]
''')
code('''
def piece_of(i):
    """What an id stands for, with the space before it."""
    return bert.tokenizer.pieces([i])[0]


def written(ids):
    """Ids as text, the marks with their names."""
    names = {MASK_ID: " [MASK]", START_ID: "[CLS]", END_ID: " [SEP]"}
    pieces = [names.get(i) or piece_of(i) for i in ids]
    return textwrap.fill("".join(pieces).strip(), 76)

''')
code('''
sentence = "the plot is thin, the jokes are old, but the cast is so good"
ids = bert.tokenizer.encode(sentence + " that i laughed all the same.")
shown, places, answers = hide(ids, np.random.default_rng(44))
print(written(shown))
for place, answer in sorted(zip(places, answers, strict=True)):
    print(f"asked about place {place}: {piece_of(answer)!r}")
''')
md("""
What is hidden are *pieces* ([chapter 6](06_tokenization.ipynb)): most are whole words with the space
before them, the others punctuation, or parts of rarer words. We go on calling them words. `mask_words` does the same for
a batch. On a real one, of held-out reviews, counted:
""")
code("""
train, valid = imdb_reviews()
N = notebook.by_profile(quick=256, full=800)
texts = bert.texts(valid.texts[:N])[0]  # no HTML, lower case
documents = encode_documents(bert.tokenizer, texts)
random = np.random.default_rng(0)
cuts = random.integers(0, len(documents.cuts), size=N)
marks = {"start_id": START_ID, "end_id": END_ID}
halves = sentence_pairs(documents, cuts, random, length=128, **marks)
masked = mask_words(halves.ids, random, vocab_size=6_000)
""")
code("""
words = (halves.ids >= SPECIAL_IDS).sum()
asked = masked.targets > 0  # (B, M): rows are filled up with 0
targets = masked.targets[asked]  # all that are asked for, in a row
shown = np.take_along_axis(masked.ids, masked.places, axis=1)[asked]
kinds = {"hidden": shown == MASK_ID, "left": shown == targets}
kinds["replaced"] = ~(kinds["hidden"] | kinds["left"])
print(f"{len(targets):,} of {words:,} words: {len(targets) / words:.1%}")
for name, those in kinds.items():
    print(f"{name:9} {those.mean():.1%}")
""")
md("""
Let the model answer. The loss, by the formula and by Keras:
""")
code("""
logits, goes_on = bert.model.predict([masked.ids, masked.places], verbose=0)
logits = logits[asked]  # those that only fill up a row do not count
p = ops.convert_to_numpy(ops.softmax(logits))
of_targets = p[np.arange(len(targets)), targets]
loss = -np.log(of_targets).mean()
cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print(f"by the formula {loss:.3f}, by Keras", end=" ")
print(f"{float(cross_entropy(targets, logits)):.3f} nats per word")
""")
md(r"""
### What can be had for nothing?

Is that good? It depends on what is possible *without reading*, that is, by looking at nothing but the place that is
asked about. At a `[MASK]` the best is to know how frequent each word is, and always to give the same answer: word $v$
has the probability $p(v)$, its share of the training reviews. A word $w$ that is shown says more. Either it was left, and it stood there with
probability $p(w)$; or it was drawn at random, with $u = 1/5996$ for each word that can be drawn. Both kinds are equally frequent. So, by Bayes' rule, it was left with probability

$$
\frac{p(w)}{p(w) + u} .
$$

For *the*, with $p = 0.041$, that is $0.041 / (0.041 + 0.00017) = 0.996$: hardly ever is it drawn at random, so it must have been there. For a word of
$p = u$ it is a half. The rest goes to the other words, by their frequency. No other way to look at one place alone is better:
""")
code('''
def count_pieces(texts):
    """How often each id stands in texts: (V,)."""
    ids = bert.tokenizer.encode_batch(bert.texts(texts)[0])
    return np.bincount(np.concatenate(ids), minlength=6_000)


learned = notebook.by_profile(quick=2_000, full=22_500)
counts = count_pieces(train.texts[:learned]) + 1  # for what never occurred
share = counts / counts.sum()
most = share.argmax()
print(f"in {learned:,} training reviews:", end=" ")
print(f"p({piece_of(most)!r}) = {share[most]:.3f}")
''')
code("""
u = 1 / (6_000 - SPECIAL_IDS)
trust = np.where(kinds["hidden"], 0, share[shown] / (share[shown] + u))
of_one = trust * (shown == targets) + (1 - trust) * share[targets]
itself = trust + (1 - trust) * share[shown]  # p of the word that is shown
other = (1 - trust) * share[most]  # p of the likeliest of the others
likeliest = np.where(itself >= other, shown, most)
told = {"one place alone": (of_one, likeliest)}
told["the model"] = (of_targets, p.argmax(axis=-1))
""")
md("""
In three columns each: the loss; how often the likeliest word is *right*; and how often it *repeats* what is shown.
""")
code("""
kinds["all"] = shown > 0
print(f"{'':8}", *[f"{name:>24}" for name in told])
print(f"{'':8}", *[f"{'nats':>7} {'right':>7} {'repeats':>8}"] * 2)
for name, those in kinds.items():
    print(f"{name:8}", end="")
    for q, answer in told.values():
        nats, answer = -np.log(q[those]).mean(), answer[those]
        right = (answer == targets[those]).mean()
        repeats = (answer == shown[those]).mean()
        print(f" {nats:7.2f} {right:7.0%} {repeats:8.0%}", end="")
    print()
""")
code("""
here = count_pieces(valid.texts[:N])
own = here / here.sum()
print(f"all {here.sum():,} pieces of these {N} reviews, each one hidden:")
for name, known in {"training": share, "their own": own}.items():
    nats = -(own[here > 0] * np.log(known[here > 0])).sum()
    print(f"    by {name} frequencies {nats:.2f} nats")
""")
md("""
(The frequencies come from training reviews: all of them, or 2,000 in the quick profile. Those of the held-out reviews
themselves nobody can know beforehand. They would bring the second of these figures, the **entropy** of these pieces, and no fixed answer
has less.)

In the last row the model is below one place alone: so much at least it has gained from the neighbours. And see what it
makes of visible words. One place alone repeats nearly all that it sees, and so has to be wrong where a word was
replaced. Where the model repeats less than that, its neighbours have told it that a word does not fit; and the share that it has
right among the replaced ones, it has found out and mended. The price is in the row *left*: there, too, it doubts some. Being asked about a word changes nothing in what the encoder makes of it: so this is what it makes of *every* visible
word, and that is what we want to use later.

### What if every word is asked for?

It seems a waste to learn from 15% of the words when the others are there, too. They can all be scored. But a
word that stands there is easily named. Weighed by how many there are of each:
""")
code("""
of_left = -np.log(of_targets[kinds["left"]]).mean()
everywhere = 0.85 * of_left + 0.15 * loss
print(f"asked for 15%: {loss:.2f} nats; asked for all: {everywhere:.2f}")
""")
md("""
The loss would look much better, and for no good reason: six words of seven could be copied, and copying
is soon learned. (It is the same trap as a GPT without its mask.) The price of asking for few is that a
text teaches less. A GPT of this size learns from every one of 128 words, a BERT from 19.

## Next-sentence prediction

Question answering and entailment (does one sentence follow from another?) are about two texts. So the other half of the pretraining is a question
about two: does the second half go on from the first (**next-sentence prediction**, NSP)? Half of the time
it does; otherwise it is taken from another text. The loss is the cross-entropy of yes and no, and the
two are added up:

$$
\\mathcal{L} = \\mathcal{L}_\\text{words} + \\mathcal{L}_\\text{next} .
$$

By hand, of two small reviews, *a dull film . skip it .* and *great fun . i laughed .*:

| pair | text | goes on |
|---|---|---|
| yes | [CLS] a dull film . [SEP] skip it . [SEP] | 1 |
| no | [CLS] a dull film . [SEP] i laughed . [SEP] | 0 |

If a model gives "goes on" the probabilities 0.8 and 0.4, the loss is
$-(\\ln 0.8 + \\ln 0.6) / 2 = (0.223 + 0.511) / 2 = 0.367$. A model that knows nothing says 0.5 to both, and has
$\\ln 2 = 0.693$. The number of the half at each place comes from the marks alone:
""")
code("""
row = bert.tokenizer.encode_batch(["a dull film.", "skip it."])
toy = np.array([START_ID, *row[0], END_ID, *row[1], END_ID])[None]
numbers = ops.convert_to_numpy(segment_ids(toy, END_ID))[0]
print(written(toy[0]))
print(*numbers)
""")
md("""
In our reviews the halves are cut at the end of a sentence, and the "no" half comes from another review, cut
at the end of a sentence, too; otherwise the cut itself would give the answer away. How well does the model
do, on the batch above and on all 2,500 held-out reviews?
""")
code("""
goes_on = goes_on[:, 0]  # logits
follows = halves.follows
by_model = ((goes_on > 0) == follows).astype(int)  # 1: right


def with_error(values):
    \"\"\"A mean and its standard error, as text.\"\"\"
    error = np.std(values) / len(values) ** 0.5
    return f"{np.mean(values):.2f} (standard error {error:.2f})"


print(f"{N} pairs: right {with_error(by_model)}")
print(f"all: {bert.card['metrics']['next_sentence_accuracy']:.3f}")
""")
md("""
(The batch above draws its cuts evenly from all places where a review can be cut, so that long reviews
are in it more often; "all" is one cut of each review.) Better than a coin, and far from good. (Devlin et al.
report 97% to 98%.) What could one know? Both halves are about films. One that names the same hero, or the same war, likely goes on. That
can be counted, without a network: add up how *rare* the words are that both halves have, where a word of
probability $p$ in the training reviews counts as $-\\ln p$:
""")
code('''
rarity = -np.log(share)


def overlap(row):
    """How rare are the words that both halves have?"""
    first_end, second_end = np.flatnonzero(row == END_ID)
    first, second = row[1:first_end], row[first_end + 1 : second_end]
    return rarity[np.intersect1d(first, second)].sum()
''')
code('''
def pairs_of(texts, seed):
    """A pair of halves from each of some texts."""
    documents = encode_documents(bert.tokenizer, bert.texts(texts)[0])
    random = np.random.default_rng(seed)
    cuts = random.integers(0, len(documents.cuts), size=len(texts))
    return sentence_pairs(documents, cuts, random, length=128, **marks)


known = pairs_of(train.texts[:N], seed=1)  # to find out what is much
''')
code("""
bar = np.median([overlap(row) for row in known.ids])
counted = np.array([overlap(row) for row in halves.ids]) > bar
by_count = (counted == follows).astype(int)
print(f"count of shared words: right {with_error(by_count)}")
print(f"count minus model: {with_error(by_count - by_model)}")
a, b = by_count.mean(), by_model.mean()
by_chance = a * b + (1 - a) * (1 - b)
agree = (by_count == by_model).mean()
print(f"they agree on {agree:.0%} of the pairs, by chance {by_chance:.0%}")
""")
md("""
The first line is what can be had without reading: the count knows no order of words, let alone how one sentence
follows another. The second compares the two on the same pairs. Below zero by more than two standard errors, the
model has found more than the count; above, less than the shared words would give; in between, these pairs do not
tell. The third has beside it how often two who are right that often would agree by chance, if which pairs they
have right had nothing to do with each other.

That so much can be answered by counting is the case against this task. Liu et al. (2019) trained **RoBERTa**
without it, on longer stretches of text, and lost nothing. Lan et al. (2020) suspect why: a "no" half from another
document is easily recognized by its topic, so their **ALBERT** asks for the order of two neighbouring stretches of
text instead. Most later models ask nothing of the kind. Ours all have films for their topic, and our model is
small: which of the two makes it hard here, we have not measured. Nor whether it helps what comes later: that
would take a second pretraining, without it.
""")

# ---------------------------------------------------------------- trained
md("""
## A BERT trained on reviews

`python -m nlp_helpers train bert-mini-pretrained` makes it again; the recipe is
`nlp_helpers/recipes/bert_mini_pretrained.py`. Three batches of four are of 32 pairs of 128 pieces; every fourth is of 16
pairs of 256, so that the later places are learned, too.
""")
code("""
card = bert.card
recipe = card["training"]["recipe"]
for name in ("steps", "batch_size", "peak_learning_rate", "warmup_steps"):
    print(f"{name:20} {recipe[name]:>6}")
read = recipe["steps"] * recipe["batch_size"] * 128 / 1e6
print(f"{read:.0f} million places read, some of them padding")
for name, value in card["metrics"].items():
    print(f"{name:24} {value:.3f}")
""")
code("""
history = card["history"]
steps, losses = history["step"], {"held-out words": history["valid"]}
how = {"xlabel": "step", "ylabel": "loss (nats per masked word)"}
ax = plotting.plot_curves(losses, x=steps, **how)
style = {"textcoords": "offset points", "fontsize": 9, "ha": "right"}
blind = -np.log(of_one).mean()
ax.axhline(blind, color="C1")
ax.annotate("one place alone", (steps[-1], blind), (0, 4), **style)
_ = ax.set(xlim=(0, 1.35 * steps[-1]), ylim=(2.5, 7))
""", caption="The loss of held-out masked words, in pairs from all 2,500 reviews, while the model was trained. Orange: what one place alone can tell, measured on the pairs above, with other cuts and masks.",
alt="A falling curve of the loss against the step, which begins near the horizontal orange line of what one place alone can tell and then falls well below it.")
md("""
The orange line is what can be had without any neighbour. A model below it has learned from neighbours.
Of one that is on it or above, the sum alone does not tell: gains at the hidden words can make up for losses
at the visible ones. (The line is measured on the reviews of this page, with other cuts and masks than the
curve's 2,500 pairs, so a few hundredths between the two say nothing.) At the first evaluation and at the last:
""")
code("""
first, last = (
    f"{losses['held-out words'][i]:.2f} after {steps[i]:,}" for i in (0, -1)
)
print(f"one place alone {blind:.2f}; the model {first} steps, {last}")
""")
md("""
## What it guesses

On the first held-out sentences of 8 to 14 words and under 76 characters, with the word in the middle hidden, where it
consists of letters only and is a single piece:
""")
code('''
def hide_middle(sentence):
    """Put [MASK] in place of the middle word; return also the word."""
    words = sentence.split()
    word = words[len(words) // 2].strip('.,!?;:()"')
    words[len(words) // 2] = words[len(words) // 2].replace(word, "[MASK]")
    return " ".join(words), word


def is_fit(sentence):
    """Is it short enough to print, and its middle word one piece?"""
    middle = hide_middle(sentence)[1]
    one = len(bert.tokenizer.encode(middle)) == 1 and middle.isalpha()
    return 8 <= len(sentence.split()) <= 14 and len(sentence) < 76 and one
''')
code('''
def listed(guesses):
    """Guesses with their probabilities, on one line."""
    return ", ".join(f"{word.strip()} {p:.2f}" for word, p in guesses)


sentences = [each for text in texts for each in split_sentences(text)]
for sentence in [each for each in sentences if is_fit(each)][:8]:
    asking, word = hide_middle(sentence)
    [guesses] = bert.fill(asking, count=3)
    print(asking)
    print(f"    was {word!r}; guesses {listed(guesses)}")
''')
md("""
Small words it often knows, and it knows what *kind* of word must stand there: a noun, a verb in the right form, an
adjective. Which film or which actor it was it cannot know, nor could you. What makes it sure? Take one
gap, and show more and more of what is around it:
""")
code('''
AROUND = [
    "[MASK]",
    "[MASK] film",
    "the [MASK] film",
    "the [MASK] film i have ever seen",
    "this is by far the [MASK] film i have ever seen",
    "i fell asleep. this is by far the [MASK] film i have ever seen",
]
for asking in AROUND:
    [guesses] = bert.fill(asking, count=4)
    print(f"{asking}\\n    {listed(guesses)}")
''')
md("""
One sentence proves little. So take the first 33 pieces of held-out reviews, hide the one in the middle, and
let the model see only the nearest neighbours: before it, behind it, or on both sides. All others are
replaced by padding, at which nothing looks; distances stay as they are.
""")
code('''
COUNT = notebook.by_profile(quick=200, full=2_400)
encoded = bert.tokenizer.encode_batch(bert.texts(valid.texts[:COUNT])[0])
windows = np.array([ids[:33] for ids in encoded if len(ids) >= 33])
middle = np.full((len(windows), 1), 17)  # START stands before
hidden_words = windows[:, 16]


def nats_with(before, behind):
    """The loss on the middle words, with some neighbours shown."""
    ids = np.zeros((len(windows), 35), "int32")
    near = slice(16 - before, 17 + behind)
    ids[:, 1:34][:, near] = windows[:, near]
    ids[:, [0, 17, 34]] = START_ID, MASK_ID, END_ID
    words, _ = bert.model.predict([ids, middle], batch_size=100, verbose=0)
    return nats_per_token(words[:, 0], hidden_words)
''')
code("""
SHOWN = (1, 2, 4, 16)
sides = {"before": (1, 0), "behind": (0, 1), "both sides": (1, 1)}
none = nats_with(0, 0)
nats = {
    name: [none, *(nats_with(a * k, b * k) for k in SHOWN)]
    for name, (a, b) in sides.items()
}  # of each word
curves = {name: np.mean(each, axis=1) for name, each in nats.items()}
print("neighbours on each side shown:")
print(f"{'':17}", *[f"{k:5}" for k in (0, *SHOWN)])
for name, values in curves.items():
    print(f"{name:17}", *[f"{value:5.2f}" for value in values])
print(f"frequencies alone {rarity[hidden_words].mean():.2f}")
""")
code("""
for name in ("before", "behind"):  # the same words: word by word
    more = nats[name][-1] - nats["both sides"][1]
    error = more.std() / len(more) ** 0.5
    print(f"16 {name} cost {more.mean():.2f} nats more", end=" ")
    print(f"than one on each side (standard error {error:.2f})")
""")
code("""
how = {"xlabel": "neighbours shown on each side that is shown"}
how["ylabel"] = "loss (nats per masked word)"
ax = plotting.plot_curves(curves, x=(0, *SHOWN), **how)
ax.set_xscale("symlog", base=2)
_ = ax.set(xlim=(-0.1, 60), xticks=(0, *SHOWN), xticklabels=(0, *SHOWN))
""", caption="The loss on the same hidden words, by how many neighbours are shown.",
alt="Three falling curves of the loss against the number of neighbours shown, on a logarithmic axis: neighbours before, neighbours behind, and both. The curve for both sides is the lowest everywhere.")
md("""
That is what reading both ways is worth to *this* model: the two neighbours together tell it more than sixteen on one side. A gap is a
place between two others. (The model was trained with whole texts, and
has never had one side missing. A model trained for one side, a GPT, would do better there than this one
does. And with nothing shown it may be worse than the frequencies: it has learned to trust neighbours, and
padding is none.)
""")

# ---------------------------------------------------------------- attention
md("""
## Where its heads look

`bert.attentions` returns the weights of all heads of all blocks for a text. Which heads to draw? Let us first
measure over a hundred of the windows above, as they are: how much weight do the words in them give to
the word before, the word behind, to themselves, and to the marks `[CLS]` and `[SEP]`?
""")
code('''
ids = np.pad(windows[:100], ((0, 0), (1, 1)), constant_values=END_ID)
ids[:, 0] = START_ID
maps = with_attentions(bert.model).predict_on_batch(ids)  # (B, L, H, T, T)
maps = ops.convert_to_numpy(maps)[..., 1:-1, :]  # words ask, not marks
looks = {"before": np.eye(33, 35), "itself": np.eye(33, 35, 1)}
looks |= {"behind": np.eye(33, 35, 2), "marks": np.zeros((33, 35))}
looks["marks"][:, [0, 34]] = 1
looks["before"][0, 0] = looks["behind"][-1, -1] = 0  # these are marks
shares = {
    name: (maps * where).sum(axis=-1).mean(axis=(0, 3))  # (L, H)
    for name, where in looks.items()
}
''')
code("""
heads = [f"block {b}, head {h}" for b in range(1, 5) for h in range(1, 5)]
_, ax = plt.subplots(figsize=(6.4, 4.2))
left = np.zeros(16)
for name, values in shares.items():
    ax.barh(heads, values.ravel(), left=left, label=name)
    left += values.ravel()
ax.barh(heads, 1 - left, left=left, color="#dddddd", label="elsewhere")
ax.invert_yaxis()
ax.set(xlabel="share of the weight", xlim=(0, 1))
_ = ax.legend(ncols=5, loc="lower center", bbox_to_anchor=(0.4, 1))
""", "hide-input",
caption="Where the words of a hundred held-out texts look. An even look would give 3% to each of the first three and 6% to the marks.",
alt="Sixteen stacked bars, one for each head: the share of attention given to the word before, to the word itself, to the word behind, to the marks, and elsewhere.")
code("""
chosen = {}
for name, values in shares.items():
    order = map(int, np.argsort(-values.ravel()))
    head = next(h for h in order if h not in chosen.values())
    chosen[name] = head  # each head once
    print(f"{name:7} {heads[head]}: {values.ravel()[head]:.0%}")
near = sum(shares[name] for name in ("before", "itself", "behind"))
print("on itself and its neighbours, by block:", end=" ")
print(*[f"{value:.0%}" for value in near.mean(axis=1)])
""")
md("""
Some heads specialize in one neighbour or the other; nobody told them to, but a gap is best filled from what
stands beside it. (Clark et al., 2019, found such heads in BERT-base: for the next
word, for the word before, and many that give most of their weight to `[SEP]`, which seems to be where a head
looks when it has nothing to find.) Here are these four, the most of each kind, on one sentence:
""")
code("""
asking = "the acting is so [MASK] that i fell asleep."
pieces, weights = bert.attentions(asking)
names = [piece.strip() for piece in pieces]
figure, axes = plt.subplots(2, 2, figsize=(6.2, 6.2), sharey=True)
for ax, (name, head) in zip(axes.flat, chosen.items(), strict=True):
    shown_map = weights[divmod(head, 4)]
    image = ax.imshow(shown_map, cmap="Blues", vmin=0, vmax=1)
    ax.set_title(f"{heads[head]}: {name}", fontsize=9)
    ax.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    ax.set_yticks(range(len(names)), names, fontsize=8)
    ax.grid(False)
figure.supxlabel("piece that is looked at", fontsize=10)
figure.supylabel("piece that asks", fontsize=10)
_ = figure.colorbar(image, ax=axes, label="weight", shrink=0.5)
""", caption="Four heads on one sentence: each row is a piece that asks, each column one that is looked at.",
alt="Four maps of attention weights on the sentence: the acting is so MASK that I fell asleep. Each belongs to the head that gives most weight to the word before, to itself, to the word behind, or to the marks.")
md("""
As in chapters 10 and 11, such a map says where something was taken from, not what for.
""")

# ---------------------------------------------------------------- fine-tuning
md("""
## Fine-tuning

All that was free, as far as labels go. Now for the task. Take the two heads off, put another one on,
and train *everything* further, with a small learning rate: **fine-tuning**. BERT classifies by the
vector of `[CLS]`; ours takes the mean over all places, as [chapter 5](05_pretrained_embeddings.ipynb)'s sentence encoder did.
""")
code("""
drawing = Drawing(5.4, 3.5)
for name, x in (("pretraining", 1.3), ("fine-tuning", 4.1)):
    drawing.note((x, 3.35), name)
    look = {"shape": "(B, T, D)", "kind": "network", "size": (1.9, 0.44)}
    drawing.box(f"{name} body", (x, 1.2), "embedding, 4 blocks", **look)
    drawing.tokens(f"{name} in", ["[CLS]", "…", "[SEP]"], (x, 0.5))
    drawing.arrow(f"{name} in.1", f"{name} body")
for name, x in (("goes on?", 0.7), ("words", 1.9)):
    drawing.box(name, (x, 2.4), kind="plain", size=(0.9, 0.3))
    drawing.arrow("pretraining body", name, via="straight")
drawing.box("mean", (4.1, 2.0), "mean, dense", kind="marked")
drawing.box("praise?", (4.1, 2.75), shape="(B, 1)")
drawing.chain("fine-tuning body", "mean", "praise?")
drawing.arrow("pretraining body", "fine-tuning body", "weights")
drawing.legend("BTD")
""", "hide-input",
caption="The body is handed on with its weights; only what is orange begins from nothing.",
alt="Two columns. Left, pretraining: tokens, embedding and four blocks, and two heads, goes on and words. Right, fine-tuning: the same body with a mean and a dense layer, which say whether it is praise. An arrow from the left body to the right one says weights.")
code('''
def with_new_head(bert):
    """The encoder of a pretrained model under a head for two classes."""
    ids, vectors = bert.input[0], bert.get_layer("block_3").output[0]
    mean = layers.masked_mean(vectors, ops.not_equal(ids, 0))  # (B, D)
    return keras.Model(ids, keras.layers.Dense(1)(mean))
''')
md("""
`nlp_helpers.models.make_bert_classifier` is the same with dropout, and a training begins there with the
weights of every layer that the pretrained model has, too. In small, to see it happen: a few labels, 64
pieces of each review (16 from its beginning, the others from its end; Sun et al., 2019, found that both ends together do a little
better than either alone), and a few passes over them. One model
begins with the pretrained weights. The other has the same layers with the random weights that pretraining
began with, and gets four times the learning rate, since it has farther to go:
""")
code('''
LABELS = notebook.by_profile(quick=200, full=2_000)
CHECKED = notebook.by_profile(quick=200, full=2_500)


def inputs(split, count):
    """The first reviews of a split as ids (B, 64), and their labels."""
    how = {"limit": 64, "head": 16}
    pieces = encode_subwords(bert.tokenizer, split.texts[:count], **how)
    return pad(pieces, 64), split.labels[:count, None]


few, checked = inputs(train, LABELS), inputs(valid, CHECKED)
''')
code('''
def fine_tune(model, rate, epochs=3):
    """Train all weights of a classifier; return its held-out accuracy."""
    keras.utils.set_random_seed(0)
    steps = epochs * -(-LABELS // 16)
    how = {"warmup_target": rate, "warmup_steps": steps // 10}
    decay = keras.optimizers.schedules.CosineDecay(0.0, steps, **how)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(decay), loss, jit_compile=False)
    model.fit(*few, batch_size=16, epochs=epochs, verbose=0)
    said = model.predict(checked[0], batch_size=100, verbose=0) > 0
    return (said == checked[1]).mean()
''')
code("""
fresh = load_checkpoint("bert-mini-pretrained")  # `bert` stays as it is
begun = {"pretrained": (fresh.model, 5e-4)}
begun["from nothing"] = (fresh.architecture.make(fresh.config), 2e-3)
for name, (model, rate) in begun.items():
    reached = fine_tune(with_new_head(model), rate)
    print(f"{name:13} {LABELS} labels: right {reached:.2f}")
error = (0.25 / CHECKED) ** 0.5
print(f"a coin: 0.50, standard error {error:.2f}")
""", "nbval-ignore-output")
md("""
This is only to see how it is done: one seed, one rate each, short texts, few passes.
`python -m nlp_helpers study bert` did it properly. The same encoder, with the pretrained weights or with random ones,
reads the first 200, 1,000, 5,000 or 22,500 training reviews, 128 pieces of each, in equally many steps
(60, 120, 250 and 700 steps of 32 reviews), with three seeds each. The random weights were tried at two learning rates, that
of the pretrained ones and four times as much, and get the better one at each size. It is chosen by the same 2,500
validation reviews that score it, which flatters them a little.
""")
code('''
study = load_study("bert")
SIZES = sorted({row["train_reviews"] for row in study})


def accuracies(model, size):
    """The seeds at the better rate, and that rate."""
    by_rate = {}
    for row in study:
        if (row["model"], row["train_reviews"]) == (model, size):
            rate = row["peak_learning_rate"]
            by_rate.setdefault(rate, []).append(row["accuracy"])
    rate = max(by_rate, key=lambda rate: np.mean(by_rate[rate]))
    return by_rate[rate], rate
''')
code('''
found = {"pretrained": [], "from nothing": []}
for size in SIZES:
    for model, reached in found.items():
        each, rate = accuracies(model, size)
        reached.append(each)
        seeds = " ".join(f"{value:.3f}" for value in each)
        print(f"{size:6,} {model:13} {np.mean(each):.3f}", end="  ")
        print(f"(seeds: {seeds}) at {rate:g}")
gains = np.subtract(*(np.mean(each, axis=1) for each in found.values()))
print("gain in points: ", *[f"{100 * gain:5.1f}" for gain in gains])
''')
code('''
_, ax = plt.subplots()
for colour, (name, reached) in enumerate(found.items()):
    mean = np.mean(reached, axis=1)
    ax.plot(SIZES, mean, color=f"C{colour}", label=name)
    for seed in np.transpose(reached):
        ax.plot(SIZES, seed, "o", markersize=4, color=f"C{colour}")
rows = load_study("sentiment")
bags = [row["accuracy"] for row in rows if row["model"] == "bag of bigrams"]
ax.plot(SIZES, bags, "--", color="C5", label="bag of bigrams")
ax.set(xscale="log", xlabel="training reviews", ylabel="accuracy")
ax.set_xticks(SIZES, [f"{size:,}" for size in SIZES])
ax.minorticks_off()
_ = ax.legend()
''', caption="Accuracy on 2,500 held-out reviews against the number of labels; a point is a seed. Dashed: chapter 4's bag of bigrams, on whole reviews where the others read 128 pieces.",
alt="Accuracy against the number of training reviews on a logarithmic axis. The curve of the pretrained model lies above that of the model from nothing, most of all at few reviews; points of three seeds lie around each. A dashed line for the bag of bigrams.")
md("""
The dashed line is chapter 4's, which reads whole reviews. With so few steps, part of the gain is of time, not of
labels: random weights might need more.

Pretraining is worth most where labels are fewest, and less and less as they become many. That is its
promise: text without labels is cheap, and labels are not. It has to be paid for once, though, in time. By the clock, on two cores of a
shared machine:
""")
code("""
cards = shipped_cards()
for name in ("bert-mini-pretrained", "bert-mini"):
    minutes = cards[name]["training"]["seconds"] / 60
    print(f"{name:20} about {minutes:.0f} minutes")
""")
md("""
And these are the *same* reviews: the pretrained model had
read all 22,500, without labels, even where only 200 labels were used. It knows the language of film reviews
as no model from elsewhere would.

### Beside chapters 4 and 5

`bert-mini` is the pretrained model, fine-tuned in full on 22,500 labels, with 256 pieces of each review.
On the same 2,500 validation reviews:
""")
code("""
BESIDE = ("sentiment-gru", "sentiment-minilm", "bert-mini")
print(f"{'':17} {'accuracy':>8} {'weights':>12}   longest review")
print(f"{'bag of bigrams':17} {bags[-1]:8.4f} {'':12}   whole")
for name in BESIDE:
    its = cards[name]
    how = its["tokenizer"]
    unit = "words" if how["kind"] == "words" else "pieces"
    print(f"{name:17} {its['metrics']['accuracy']:8.4f}", end=" ")
    print(f"{its['parameters']:12,}   {how['limit']} {unit}")
error = (0.9 * 0.1 / 2_500) ** 0.5
print(f"standard error of each, near 0.9: {error:.4f}")
""")
md("""
What differs, besides the models: how much of a long review each reads (the limits above), what it read
before (nothing; a billion pairs of sentences for `sentiment-minilm`, whose 22 million weights began as an
encoder of BERT's kind; 22,500 reviews for `bert-mini`), and how long it trained. And validation reviews chose
the recipes of all of them. Differences of less than a point are within the noise.

No model here is clearly above the bag of bigrams. With 22,500 labels, most of what tells praise from blame can
be had from single words and pairs of them, and a linear model sees *all* of these. On the official test
reviews, a linear model on pairs of words has 91.2% (Wang and Manning, 2012), DistilBERT 92.8% and BERT-base
93.5% (Sanh et al., 2019): far larger models, which have read far more, gain a point or two.
""")

# ---------------------------------------------------------------- distillation
md(r"""
## Distillation

A good model is often too slow to be used. **Distillation** (Hinton et al., 2015) trains a small one, the **student**, to say what a
large one, the **teacher**, says. Why should that be better than the labels themselves? A label says *praise*. The teacher says *praise, but only 0.6*: that this
review is a close call. Hinton has called what the small probabilities tell **dark knowledge**: of an image of a 2, that it looks a
little like a 3, and far less like a 7. DistilBERT (Sanh et al., 2019) did it with BERT. ([Chapter 15](15_vision_transformers.ipynb) has a student whose teacher is of another kind.)
""")
code("""
drawing = Drawing(4.6, 3.9)
drawing.tokens("review", ["[CLS]", "…", "[SEP]"], (2.3, 0.4))
drawing.box("teacher", (1.1, 1.3), shape="4 blocks", kind="plain")
drawing.box("student", (3.5, 1.3), shape="2 blocks", kind="marked")
drawing.box("t", (1.1, 2.15), "t / τ, sigmoid", kind="norm")
drawing.box("z", (2.6, 2.15), "z / τ, sigmoid", kind="norm")
drawing.box("z1", (4.0, 2.15), "sigmoid", kind="norm")
drawing.box("soft", (1.9, 3.0), "cross-entropy", shape="soft")
drawing.box("hard", (3.6, 3.0), "cross-entropy", shape="hard")
drawing.box("label", (3.6, 3.7), kind="plain")
for start, end in (("review.0", "teacher"), ("review.2", "student"),
                   ("teacher", "t"), ("student", "z"), ("student", "z1"),
                   ("t", "soft"), ("z", "soft"), ("z1", "hard"), ("label", "hard")):
    drawing.arrow(start, end, via="straight")
""".replace("""for start, end in (("review.0", "teacher"), ("review.2", "student"),
                   ("teacher", "t"), ("student", "z"), ("student", "z1"),
                   ("t", "soft"), ("z", "soft"), ("z1", "hard"), ("label", "hard")):
    drawing.arrow(start, end, via="straight")""", """for ends in WAYS.split("; "):
    drawing.arrow(*ends.split(", "), via="straight")"""), "hide-input",
caption="Distillation. The student learns from the teacher's softened probabilities and from the label; the teacher stays as it is.",
alt="A review goes into a teacher of four blocks and a student of two. Their logits t and z are divided by the temperature and compared by a soft cross-entropy; the student's logit is also compared with the label by a hard one.")
CELLS.insert(-1, ("code", '''WAYS = "review.0, teacher; review.2, student; teacher, t; student, z"
WAYS += "; student, z1; t, soft; z, soft; z1, hard; label, hard"''', {"tags": ["hide-input"]}))
md(r"""
A teacher that has trained to the end is mostly very sure, and a probability of 0.999 tells little more
than the label. So its logit $t$ is divided by a **temperature** $\tau$, as chapter 2 did to make sampling bolder, and so is
the student's logit $z$. With $\text{BCE}(p, q) = -p \ln q - (1 - p) \ln (1 - q)$, the label $y$, and a share $a$
for the teacher:

$$
\mathcal{L} = a \, \tau^2 \, \text{BCE}\big(\sigma(t / \tau), \sigma(z / \tau)\big)
+ (1 - a) \, \text{BCE}\big(y, \sigma(z)\big) .
$$

All of these are one number for each review. The gradient of the first part shrinks as $1 / \tau^2$: once because $z$ is divided, and once because the two softened probabilities come closer to each other. The factor $\tau^2$ makes up for that (exercise 5). By hand: a review of praise, $y = 1$. The teacher has $t = 3$, the student $z = 1$; $\tau = 2$ and
$a = 0.9$, as in our recipe.

| what | formula | value |
|---|---|---|
| teacher, as it is | $\sigma(3)$ | 0.95257 |
| teacher, softened | $\sigma(1.5)$ | 0.81757 |
| student, softened | $\sigma(0.5)$ | 0.62246 |
| soft part | $-0.81757 \ln 0.62246 - 0.18243 \ln 0.37754$ | 0.5653 |
| hard part | $-\ln \sigma(1) = -\ln 0.73106$ | 0.3133 |
| loss | $0.9 \cdot 4 \cdot 0.5653 + 0.1 \cdot 0.3133$ | 2.0664 |
""")
code('''
def distil(label, t, z, tau=2.0, a=0.9):
    """The loss of a student's logit z, by a teacher's t and a label."""
    bce = keras.losses.BinaryCrossentropy(from_logits=True)
    soft = bce(ops.sigmoid(t / tau), z / tau)
    return a * tau**2 * soft + (1 - a) * bce(label, z)


label, t, z = (np.array([[value]], "float32") for value in (1, 3, 1))
packaged = DistillationLoss(temperature=2.0, teaching=0.9)
both = distil(label, t, z), packaged(np.hstack([label, t]), z)
print("here {:.3f}, in the package {:.3f}".format(*map(float, both)))
''')
md("""
What does our teacher say? It is `bert-mini`. Here is how the last sentence begins, first of the five held-out reviews of
which it is least sure, then of the three of which it is most:
""")
code("""
teacher, student = map(load_checkpoint, ("bert-mini", "distil-mini"))
COUNT = notebook.by_profile(quick=128, full=2_496)
clock = notebook.by_profile(quick=time.process_time, full=time.perf_counter)
ids = pad(teacher.encode(valid.texts[:COUNT]), 256)  # one shape for all


def judge(model):
    \"\"\"The logits of all of them, and the seconds that it took.\"\"\"
    model.predict_on_batch(ids[:32])  # traces
    begun = clock()
    parts = [ids[i : i + 32] for i in range(0, COUNT, 32)]
    logits = np.vstack([model.predict_on_batch(part) for part in parts])
    return logits[:, 0], clock() - begun
""")
code("""
models = teacher.model, student.model
said, seconds = zip(*map(judge, models), strict=True)
sure = 1 / (1 + np.exp(-said[0]))
labels = valid.labels[:COUNT]
order = np.argsort(abs(said[0]))
for i in (*order[:5], *order[-3:]):
    end = split_sentences(bert.texts(valid.texts[i : i + 1])[0][0])[-1]
    text = textwrap.shorten(end, 50, placeholder=" …")
    print(f"label {labels[i]}, teacher {sure[i]:.3f}: {text}")
unsure = (np.minimum(sure, 1 - sure) > 0.1).mean()
print(f"further than 0.1 from 0 and 1: {unsure:.0%} of {COUNT} reviews")
""", "nbval-ignore-output")
md("""
Read the first five. Where such an end praises with a *but*, or only tells a plot, a reader of these words alone would
hesitate, too. A label of 0 or 1 hides that. Still, for two classes the teacher tells one number a review. With the thousand
classes of an image or the 6,000 words of a masked model there would be far more to tell, and DistilBERT
was distilled there, in pretraining. So let us not expect too much.

The student, `distil-mini`, has two blocks, half as wide:
""")
code("""
for name, its in (("teacher", teacher), ("student", student)):
    words = 6_000 * its.config.width / its.model.count_params()
    print(f"{name} {its.model.count_params():9,} weights", end=", ")
    print(f"{words:.0%} of them vectors of words")
size = student.model.count_params() / teacher.model.count_params()
print(f"student / teacher: {size:.0%} of the weights")
assert size < 0.4
""")
md("""
It begins with random weights: no pretraining, all it has is the teacher and the labels. Does the teacher
help? In the study the same student, from the same beginning, learned from 22,500 reviews of 128 pieces with the teacher's
probabilities and the labels, or by the labels alone, three seeds each. Two things to know beforehand. The student "by
labels" uses the recipe of the taught one, and another might suit it better. And the teacher was trained on these same
22,500 labels: of reviews that it knows, what it says is likely to be near the label. (Chapter 15 says so of its own
teacher, too.)
""")
code("""
kept = {}
for how in ("taught", "by labels"):
    rows = [row for row in study if row["model"] == f"student, {how}"]
    kept[how] = [row["accuracy"] for row in rows]
    nats = np.mean([row["nats_per_review"] for row in rows])
    seeds = " ".join(f"{value:.3f}" for value in kept[how])
    print(f"{how:9} {np.mean(kept[how]):.3f} (seeds: {seeds})", end="  ")
    print(f"{nats:.3f} nats per review")
gain = np.subtract(*kept.values())
print("gain, seed by seed, in points:", *(100 * gain).round(1))
""")
md("""
Read the last line with its spread: three seeds, and a standard error of 0.6 points of each accuracy (the
seeds share their reviews, so their differences are less noisy than that). The nats score the probabilities themselves, where
accuracy only asks on which side of a half they are: a student that is sure and wrong pays for it. So a teacher that is
less sure than a label can help there, even where it changes no answer.

What of quality and speed, in the models that ship? The accuracies are on 2,500 reviews, from the cards; the seconds are
for the reviews above, all padded to 256 pieces: seconds of processor time in the quick profile, which other work on the
machine changes little, and of the clock in the full one, where a GPU does the work.
""")
code("""
both = zip((teacher, student), seconds, strict=True)
for its, used in both:
    name, reached = its.card["name"], its.card["metrics"]["accuracy"]
    speed = COUNT / used
    print(f"{name:11} right {reached:.4f}, {speed:6.0f} reviews a second")
of_student, of_teacher = (
    its.card["metrics"]["accuracy"] for its in (student, teacher)
)
quality = of_student / of_teacher
lost = 100 * (of_teacher - of_student)
print(f"the student loses {lost:.1f} points, keeps {quality:.1%}", end=" ")
print(f"and is {seconds[0] / seconds[1]:.1f} times as fast")
""", "nbval-ignore-output")
code("""
agree = (said[0] > 0) == (said[1] > 0)
wrong = [(each > 0) != labels for each in said]
print(f"the two agree on {agree.mean():.0%} of the reviews;")
shared = wrong[0] & wrong[1]
print(f"teacher wrong {wrong[0].sum()}, student {wrong[1].sum()},", end=" ")
print(f"both on the same {shared.sum()}")
""", "nbval-ignore-output")

# ---------------------------------------------------------------- after
md("""
## From BERT to today

| year | model | weights (base) | pretraining | idea | paper |
|---|---|---|---|---|---|
| 2018 | BERT | 110 million | masked words, next sentence | read both ways, then tune all of it | Devlin et al., 2019 |
| 2019 | RoBERTa | 125 million | masked words, masked anew each time | no next sentence, ten times the text, larger batches | Liu et al., 2019 |
| 2019 | DistilBERT | 66 million | masked words, by a teacher | half of the blocks, 97% of the quality, 60% faster | Sanh et al., 2019 |
| 2019 | ALBERT | 12 million | masked words, order of two sentences | all blocks share their weights; a narrow table of words | Lan et al., 2020 |
| 2020 | ELECTRA | 110 million | which words were replaced? | a small masked model puts in words; every place is asked, not 15% | Clark et al., 2020 |
| 2020 | DeBERTa | 184 million (V3) | masked words; in V3, which were replaced? | what a word is and where it stands are kept apart in attention | He et al., 2021 and 2023 |
| 2024 | ModernBERT | 149 million | masked words, 30% | rotary positions, pre-norm; texts of up to 8,192 pieces; 2 trillion pieces read | Warner et al., 2024 |

Read down the column *pretraining*: next-sentence prediction was gone within a year, and masked words have
stayed, or became ELECTRA's question, which gets an answer from every place. Encoders have not grown as
GPTs have. They are what searches, sorts, filters and labels texts by the million, and
there the cost of each text counts. For questions put in words, with an answer in words, a decoder is needed again; [chapter
16](16_hugging_face.ipynb) has encoders that others have pretrained, and how to fine-tune them.
""")
md("""
## Summary

- A BERT is a Transformer's encoder alone. Each place looks at all others, so it cannot be trained to
  predict the next word: it would see it, directly or by way of its neighbours.
- It learns by filling gaps: 15% of the words, of which most are hidden, some replaced and some left, so
  that no visible word can be trusted blindly. The loss counts these places only.
- Whether the second half goes on from the first is a question that a count of shared words answers in
  part. Later models left it out.
- Without any neighbour, the best is to know how frequent words are and how far a visible one can be trusted.
  What a model gains below that line, it gains from the neighbours.
- Fine-tuning puts another head on the same encoder and trains all of it. It is worth most where labels
  are few.
- With all labels, a linear model on pairs of words is still hard to beat at this size.
- A student learns from a teacher's probabilities, softened by a temperature, and from the labels. Whether that
  brings more than the labels alone is measured above, seed by seed; size and speed are won in any case.
""")
md("""
## Questions

1. Why does a GPT need no masked words, and a BERT no causal mask?
2. The loss of a new masked model is 0.3 nats after ten minutes. What do you suspect?
3. A colleague hides 100% of the chosen words behind `[MASK]` and replaces none. Its loss at the `[MASK]` places
   is slightly lower than that of a model trained with 80, 10 and 10. What has been lost?
4. What one place alone can tell costs 6.2 nats, and your model has 6.2 after 1,000 steps. Has it learned
   anything from the neighbours yet?
5. The teacher's probabilities on the training reviews are all above 0.999 or below 0.001. What can the student learn from them that the
   labels do not say, and what does a temperature change?

<details>
<summary>Answers</summary>

1. A GPT's mask hides what is asked for, the next word, by its place. A BERT takes what is asked for out of the
   input, so everything that is left may be seen.
2. That words are scored that the model can see: the loss counts all places, or the ids were not really
   hidden, or the targets of padding are counted, which are always right.
3. A reason to represent visible words. When the model is used nothing is hidden, and it has never been
   asked about a word that it saw.
4. That cannot be told from the sum. Look at hidden, left and replaced words one by one: it may use neighbours
   at the hidden ones and still lose as much at the visible ones.
5. Nearly nothing at $\\tau = 1$. A larger temperature brings the probabilities closer to a half, in the order of
   their logits: 0.999 and 0.99999 become 0.97 and 0.997 at $\\tau = 2$, so that "sure" and "very sure" differ.

</details>
""")
md("""
## Exercises

**1. Count.** Write a formula for the weights of a BERT with rotary positions from $V$, $D$, the number of
blocks $L$ and the width $F$ of the layer inside the feed-forward network, and check it against `bert`.

<details>
<summary>Solution</summary>

```python
V, D, L, F = 6_000, 128, 4, 512
attention = 4 * (D * D + D)
dense = D * F + F + F * D + D
encoder = V * D + 2 * D + 2 * D + L * (attention + dense + 4 * D)
heads_on_top = (D * D + D + 2 * D) + (D * D + D) + (D + 1)
assert encoder + heads_on_top == bert.model.count_params()
```

Two rows of halves, a norm, the blocks; then a dense layer with a norm for the words, and two dense layers for
"goes on". The words are scored by the table that reads them, so that head needs no matrix of its own.

</details>
""")
md("""
**2. Both ways.** Write the test that would find a causal mask in a BERT: change the last word of a text, and see
which places change. What would a GPT do?

<details>
<summary>Solution</summary>

```python
encoder = keras.Model(bert.model.input[0], bert.model.get_layer("block_3").output[0])
one = np.array([[START_ID, *windows[0][:10], END_ID]], "int32")
other = one.copy()
other[0, -2] = windows[1][0] if windows[1][0] != one[0, -2] else windows[2][0]
moved = abs(encoder.predict_on_batch(one) - encoder.predict_on_batch(other)).max(axis=-1)
assert moved.min() > 1e-5
```

All of them change. In a GPT only the last word's place and those behind it would.

</details>
""")
md("""
**3. Two gaps.** The model fills each gap as if the other were not there. Ask for both gaps of "it was [MASK] [MASK]."; then put
the likeliest word into the first, and ask for the second again. Do the guesses change?

<details>
<summary>Solution</summary>

```python
first, second = bert.fill("it was [MASK] [MASK].", count=3)
[again] = bert.fill(f"it was{first[0].word} [MASK].", count=3)
print([each.word for each in first], [each.word for each in second])
print("after", first[0].word, [each.word for each in again])
before, after = ({each.word: each.probability for each in some} for some in (second, again))
assert before != after
```

They do: each was the likeliest on average over all that might stand in the other gap. A masked model gives
probabilities of single words, not of texts, and so it is no good at writing.

</details>
""")
md("""
**4. More gaps.** How does the loss change if 5%, 15%, 30% or 60% of the words are asked for? (The model was trained with
15%.)

<details>
<summary>Solution</summary>

```python
losses_at = []
for share_hidden in (0.05, 0.15, 0.3, 0.6):
    again = mask_words(
        halves.ids[:128], np.random.default_rng(3), vocab_size=6_000, share=share_hidden
    )
    words_there, _ = bert.model.predict([again.ids, again.places], verbose=0)
    those = again.targets > 0
    losses_at.append(nats_per_token(words_there[those], again.targets[those]).mean())
    print(f"{share_hidden:.0%}: {losses_at[-1]:.2f} nats")
assert losses_at[-1] > losses_at[1]
```

The more is hidden, the fewer neighbours are left to go by.

</details>
""")
md(r"""
**5. The square of the temperature.** Let $t = 3$ and $z = 1$. How large is the slope of the soft part by $z$, without the factor
$\tau^2$ and with it, at the temperatures 1, 4, 16 and 64?

<details>
<summary>Solution</summary>

```python
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


slopes = []
for tau in (1, 4, 16, 64):
    slope = (sigmoid(1 / tau) - sigmoid(3 / tau)) / tau  # of BCE by z
    slopes.append(tau**2 * slope)
    print(f"{tau:2}: {slope:.5f}, with the factor {slopes[-1]:.3f}")
assert abs(slopes[-1] - (1 - 3) / 4) < 0.01
```

With the factor it tends to $(z - t) / 4$: at high temperatures the student learns the teacher's *logit*, as if by least squares.

</details>
""")
md("""
## References

- Jacob Devlin, Ming-Wei Chang, Kenton Lee and Kristina Toutanova, [BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding](https://arxiv.org/abs/1810.04805), 2019.
- Matthew Peters and others, [Deep Contextualized Word Representations](https://arxiv.org/abs/1802.05365), 2018: ELMo.
- Wilson Taylor, ["Cloze Procedure": A New Tool for Measuring Readability](https://doi.org/10.1177/107769905303000401), 1953: gaps as a test, of readers and texts.
- Yinhan Liu and others, [RoBERTa: A Robustly Optimized BERT Pretraining Approach](https://arxiv.org/abs/1907.11692), 2019.
- Zhenzhong Lan and others, [ALBERT: A Lite BERT for Self-supervised Learning of Language Representations](https://arxiv.org/abs/1909.11942), 2020.
- Kevin Clark and others, [ELECTRA: Pre-training Text Encoders as Discriminators Rather Than Generators](https://arxiv.org/abs/2003.10555), 2020.
- Kevin Clark and others, [What Does BERT Look At? An Analysis of BERT's Attention](https://arxiv.org/abs/1906.04341), 2019.
- Geoffrey Hinton, Oriol Vinyals and Jeff Dean, [Distilling the Knowledge in a Neural Network](https://arxiv.org/abs/1503.02531), 2015.
- Sida Wang and Christopher Manning, [Baselines and Bigrams: Simple, Good Sentiment and Topic Classification](https://aclanthology.org/P12-2018/), 2012.
- Victor Sanh and others, [DistilBERT, a Distilled Version of BERT](https://arxiv.org/abs/1910.01108), 2019.
- Pengcheng He and others, [DeBERTa: Decoding-enhanced BERT with Disentangled Attention](https://arxiv.org/abs/2006.03654), 2021, and [DeBERTaV3](https://arxiv.org/abs/2111.09543), 2023.
- Benjamin Warner and others, [Smarter, Better, Faster, Longer: A Modern Bidirectional Encoder](https://arxiv.org/abs/2412.13663), 2024: ModernBERT.
- Chi Sun and others, [How to Fine-Tune BERT for Text Classification?](https://arxiv.org/abs/1905.05583), 2019.
""")

write("./chapters/13_bert.ipynb", "bert", {"quick profile, 2 CPU cores": 40})
