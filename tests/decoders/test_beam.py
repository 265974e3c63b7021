"""Beam search against exhaustive search, against greedy, and against itself."""

import itertools

import keras
import numpy as np
import pytest

from nlp_helpers.decoders import beam_search, extend_beams, generate, trace_beams

SYMBOLS, STEPS, END = 3, 6, 2


def every_text(rnn, prompt, end_id, length_penalty):
    """All texts of at most STEPS symbols with their scores, best first: (score, ids, finished)."""
    symbols = np.array(list(itertools.product(range(SYMBOLS), repeat=STEPS)))  # (N, STEPS)
    prompts = np.broadcast_to(prompt, (len(symbols), len(prompt)))
    logs = [
        rnn.log_probabilities(np.hstack([prompts, symbols[:, :position]]))[
            range(len(symbols)), symbols[:, position]
        ]
        for position in range(STEPS)
    ]
    texts = []
    for row, row_logs in zip(symbols.tolist(), np.transpose(logs), strict=True):
        finished = end_id in row
        length = row.index(end_id) + 1 if finished else STEPS
        if any(row[length:]):
            continue  # the same text as with zeros after its end
        ids = tuple(row[: length - finished])
        texts.append((row_logs[:length].sum() / length**length_penalty, ids, finished))
    return sorted(texts, reverse=True)


def as_lists(hypotheses):
    return [[(tuple(each.ids.tolist()), each.finished) for each in row] for row in hypotheses]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("end_id", [None, END])
@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
def test_full_width_equals_exhaustive_search(make_toy_rnn, seed, end_id, length_penalty):
    rnn = make_toy_rnn(SYMBOLS, seed)
    expected = every_text(rnn, [1], end_id, length_penalty)
    (found,) = beam_search(
        rnn.step,
        [[1]],
        rnn.start(),
        num_beams=SYMBOLS**STEPS,
        max_new_tokens=STEPS,
        end_id=end_id,
        length_penalty=length_penalty,
    )
    # More beams than texts: those that stand for nothing are left out, and none comes twice.
    assert len(found) == len(expected)
    assert as_lists([found[:50]]) == [[(ids, finished) for _, ids, finished in expected[:50]]]
    np.testing.assert_allclose(
        [each.score for each in found], [score for score, *_ in expected], rtol=1e-4
    )


@pytest.mark.parametrize("count", [1, 3, 6, 9])
def test_extensions_are_the_best_of_all(count):
    draw = np.random.default_rng(0).normal
    beams, following = (draw(size=size).astype("float32") for size in ((2, 2), (2, 2, 3)))
    found = map(keras.ops.convert_to_numpy, extend_beams(beams, following, count))
    candidates = (beams[..., None] + following).reshape(2, -1)
    best = np.argsort(-candidates)[:, :count]
    wanted = np.take_along_axis(candidates, best, axis=1), best // 3, best % 3
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other)


def search_of_chapter_09(next_log_p, K, limit, alpha):
    """The plain function that the chapter shows, of texts and their scores."""

    def score(text):
        return text[0] / len(text[1]) ** alpha

    beams, finished = [(0.0, ())], []
    for _ in range(limit):
        candidates = sorted(
            [
                (log_p + new, (*text, symbol))
                for log_p, text in beams
                for symbol, new in enumerate(next_log_p(text))
            ],
            reverse=True,
        )
        ended = [each for each in candidates[:K] if each[1][-1] == END]
        finished = sorted(finished + ended, key=score, reverse=True)[:K]
        beams = [each for each in candidates if each[1][-1] != END][:K]
        if len(finished) == K and score(beams[0]) <= score(finished[-1]):
            break
    return [
        (score(each), each[1]) for each in sorted(finished + beams, key=score, reverse=True)[:K]
    ]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("num_beams", [1, 2, 3, 5])
@pytest.mark.parametrize("length_penalty", [0.0, 0.6, 1.0])
def test_is_the_plain_function_of_chapter_09(make_toy_rnn, seed, num_beams, length_penalty):
    rnn = make_toy_rnn(vocabulary=5, seed=seed)
    expected = search_of_chapter_09(
        lambda text: rnn.log_probabilities([1, *text]), num_beams, STEPS, length_penalty
    )
    (found,) = beam_search(
        rnn.step,
        [[1]],
        rnn.start(),
        num_beams=num_beams,
        max_new_tokens=STEPS,
        end_id=END,
        length_penalty=length_penalty,
    )
    written = [(*each.ids.tolist(), *([END] if each.finished else [])) for each in found]
    assert written == [text for _, text in expected]
    scores = [each.score for each in found]
    np.testing.assert_allclose(scores, [score for score, _ in expected], rtol=1e-4)


@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
def test_a_score_is_the_normalized_log_probability(make_toy_rnn, length_penalty):
    rnn = make_toy_rnn(SYMBOLS, seed=0)
    (found,) = beam_search(
        rnn.step,
        [[0, 1]],
        rnn.start(),
        num_beams=4,
        max_new_tokens=STEPS,
        end_id=END,
        length_penalty=length_penalty,
    )
    for each in found:
        symbols = [*each.ids.tolist(), *([END] if each.finished else [])]
        total = sum(
            rnn.log_probabilities([0, 1, *symbols[:position]])[symbol]
            for position, symbol in enumerate(symbols)
        )
        np.testing.assert_allclose(each.log_probability, total, rtol=1e-4)
        np.testing.assert_allclose(each.score, total / len(symbols) ** length_penalty, rtol=1e-4)


@pytest.mark.parametrize("end_id", [None, 3])
def test_width_one_is_greedy(make_toy_rnn, end_id):
    rnn = make_toy_rnn(vocabulary=11, seed=3)
    prompt = np.array([[1, 2, 3], [4, 0, 0]])
    arguments = {"prompt_lengths": [3, 1], "max_new_tokens": 25, "end_id": end_id}
    greedy_rows = generate(rnn.step, prompt, rnn.start(2), **arguments)
    beam_rows = beam_search(rnn.step, prompt, rnn.start(2), num_beams=1, **arguments)
    assert [row[0].ids.tolist() for row in beam_rows] == [row.tolist() for row in greedy_rows]


def test_a_wider_beam_finds_what_greedy_misses(make_toy_rnn):
    """The best first token leads into worse company: greedy is 0.8 nats behind."""
    rnn = make_toy_rnn(vocabulary=6, seed=9)
    greedy, wider = (
        beam_search(rnn.step, [[0]], rnn.start(), num_beams=width, max_new_tokens=6)[0][0]
        for width in (1, 3)
    )
    assert wider.log_probability > greedy.log_probability + 0.5


def test_a_batch_equals_its_rows_alone(make_toy_rnn):
    rnn = make_toy_rnn(vocabulary=7, seed=1)
    prompt = np.array([[1, 2, 3, 4], [5, 0, 0, 0], [6, 2, 0, 0]])
    lengths = [4, 1, 2]
    arguments = {"num_beams": 5, "max_new_tokens": 12, "end_id": 6, "length_penalty": 0.6}
    together = beam_search(rnn.step, prompt, rnn.start(3), prompt_lengths=lengths, **arguments)
    for row, length, hypotheses in zip(prompt, lengths, together, strict=True):
        alone = beam_search(rnn.step, row[None, :length], rnn.start(), **arguments)
        assert as_lists([hypotheses]) == as_lists(alone)


def test_hypotheses_are_different_and_sorted(make_toy_rnn):
    rnn = make_toy_rnn(vocabulary=4, seed=5)
    arguments = {"num_beams": 8, "max_new_tokens": 10, "end_id": 0, "length_penalty": 1.0}
    (found,) = beam_search(rnn.step, [[1]], rnn.start(), **arguments)
    assert len(set(as_lists([found])[0])) == 8
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)


def test_more_beams_than_symbols_return_no_dead_beam(make_toy_rnn):
    rnn = make_toy_rnn(vocabulary=3, seed=6)
    (found,) = beam_search(rnn.step, [[1]], rnn.start(), num_beams=50, max_new_tokens=2)
    assert sorted(ids for ids, _ in as_lists([found])[0]) == list(
        itertools.product(range(3), repeat=2)
    )
    assert all(each.log_probability > -100 for each in found)


def test_a_token_of_probability_zero_is_never_extended(speller):
    """The speller's other 25 letters all tie: they come after the one it spells."""
    (found,) = beam_search(
        speller, [[0]], speller.start(), num_beams=3, max_new_tokens=12, end_id=24
    )
    assert speller.read(found[0].ids) == "sequentiall"
    assert found[0].finished


def test_the_trace_ends_where_the_search_ends(make_toy_rnn):
    rnn = make_toy_rnn(vocabulary=5, seed=7)
    arguments = {"num_beams": 3, "max_new_tokens": 8, "end_id": 2, "length_penalty": 0.5}
    steps = trace_beams(rnn.step, [[1, 3, 4]], rnn.start(), **arguments)
    assert [max(len(each.ids) + each.finished for each in row) for (row,) in steps[:3]] == [1, 2, 3]
    found = beam_search(rnn.step, [[1, 3, 4]], rnn.start(), **arguments)
    assert as_lists([steps[-1][0][:3]]) == as_lists(found)


def test_a_finished_hypothesis_keeps_its_score(make_toy_rnn):
    rnn = make_toy_rnn(vocabulary=3, seed=8)
    steps = trace_beams(rnn.step, [[0]], rnn.start(), num_beams=60, max_new_tokens=4, end_id=END)
    scores = {}
    for (row,) in steps:
        for each in row:
            if each.finished:
                ids = tuple(each.ids.tolist())
                assert scores.setdefault(ids, each.score) == each.score
    assert len(scores) > 3


@pytest.mark.skipif(keras.backend.backend() == "torch", reason="PyTorch runs it uncompiled")
def test_nothing_recompiles(speller):
    def run(length, end_id, length_penalty):
        beam_search(
            speller,
            [[0]],
            speller.start(),
            num_beams=2,
            max_new_tokens=length,
            end_id=end_id,
            length_penalty=length_penalty,
        )

    run(57, None, 0)
    once = speller.traces
    run(60, 24, 0.7)
    run(64, 3, 1)
    assert speller.traces == once


@pytest.mark.parametrize("num_beams", [0, -2, 1.5, True, None])
def test_refuses_a_width(speller, num_beams):
    with pytest.raises(ValueError, match="num_beams must be a positive integer"):
        beam_search(speller, [[0]], speller.start(), num_beams=num_beams, max_new_tokens=3)


@pytest.mark.parametrize("length_penalty", [-1, float("nan"), "long"])
def test_refuses_a_length_penalty(speller, length_penalty):
    with pytest.raises(ValueError, match="length_penalty must be a number of 0 or more"):
        beam_search(
            speller,
            [[0]],
            speller.start(),
            num_beams=2,
            max_new_tokens=3,
            length_penalty=length_penalty,
        )


def test_refuses_an_empty_prompt(speller):
    empty = np.zeros((1, 0), "int32")
    with pytest.raises(ValueError, match="prompt is empty"):
        beam_search(speller, empty, speller.start(), num_beams=2, max_new_tokens=3)
