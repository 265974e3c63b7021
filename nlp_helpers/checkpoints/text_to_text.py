"""A trained model of many tasks, with the one verb that fits it: a text in, a text out."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp_helpers.checkpoints.encoder_decoder import EncoderDecoder
from nlp_helpers.datasets import Pairs
from nlp_helpers.datasets.pairs import read_pairs
from nlp_helpers.datasets.span_corruption import hidden_spans
from nlp_helpers.datasets.text_to_text import TASKS, of_task, task_of
from nlp_helpers.errors import ArgumentError
from nlp_helpers.training.translation_scores import composed, translation_scores


@dataclass(frozen=True)
class TextToText(EncoderDecoder):
    """What `load_checkpoint("t5-mini")` returns. Introduced in chapter 14, Text to text."""

    sizes = ("source_vocab_size", "target_vocab_size")  # of one vocabulary for both

    @classmethod
    def lengths(cls, config: Any, tokenizers: tuple) -> Mapping[str, int]:
        """Return the one vocabulary's size as that of both sides."""
        [only] = tokenizers
        return dict.fromkeys(cls.sizes, len(only))

    @staticmethod
    def texts(split: Pairs) -> tuple[Sequence[str]]:
        """Return texts and answers; every third pair has pieces enough to learn from."""
        return (split.source[::3] + split.target[::3],)

    read = staticmethod(read_pairs)

    def answer(
        self, texts: Sequence[str], *, num_beams: int = 1, progress: Callable = iter
    ) -> list[str]:
        """Answer texts, each of which begins with the name of its task.

        Args:
            texts: N strings, such as "reverse: one two".
            num_beams: how many answers are followed at once; 1 is greedy decoding.
            progress: wraps the iteration over batches, such as `tqdm`.

        Returns:
            N strings.

        Raises:
            TypeError: if `texts` is one string or holds something else.
            ValueError: if `num_beams` is out of range.

        Example:
            >>> load_checkpoint("t5-mini").answer(["reverse: The driver sleeps."])
            ['sleeps. driver The']
        """
        return self.written(texts, num_beams=num_beams, progress=progress)

    def evaluate(self, data: Pairs, *, progress: Callable = iter, **how) -> dict[str, float]:
        """Score the answers to texts of one task or of several.

        Args:
            data: N > 0 texts with their tasks' names, and the right answers.
            progress: wraps the iteration over batches, such as `tqdm`.
            **how: as for `answer`.

        Returns:
            For each task the share of answers that are right to the letter, and of "restore" that
            of the hidden spans; for "translate" also "translate_bleu"; and n, the number of texts.

        Raises:
            ValueError: there are no texts, one is of an unknown task, or an answer of "restore"
                names no hidden span.
        """
        if not data:
            raise ArgumentError("there are no texts to answer")
        if unknown := {task_of(text) for text in data.source} - set(TASKS):
            raise ArgumentError(f"no task {min(unknown)!r:.60}: there are {', '.join(TASKS)}")
        return answer_scores(data, self.answer(data.source, progress=progress, **how))


def answer_scores(data: Pairs, answers: Sequence[str]) -> dict[str, float]:
    """Score answers that have been written already, as `TextToText.evaluate` does its own.

    Introduced in chapter 14, Text to text.

    Args:
        data: N > 0 texts with their tasks' names, and the right answers.
        answers: N strings, in the same order.
    """
    scores = {task: sum(right) / len(right) for task, right in right_answers(data, answers).items()}
    if pairs := of_task(data, "translate"):
        written = dict(zip(data.source, answers, strict=True))
        scores["translate_bleu"] = translation_scores(written, pairs)["bleu"]
    return {**scores, "n": len(data)}


def right_answers(data: Pairs, answers: Sequence[str]) -> dict[str, list[bool]]:
    """Say of each answer whether it is right to the letter, so that two models can be paired.

    Introduced in chapter 14, Text to text.

    Args:
        data: N texts with their tasks' names, and the right answers.
        answers: N strings, in the same order.

    Returns:
        For each task a bool for each of its texts, in the order of `of_task`; for "restore" one
        for each hidden span, from left to right.

    Raises:
        ValueError: there are more or fewer answers than texts, or a right answer of "restore"
            names no hidden span.

    Example:
        >>> data = Pairs.of([("restore: a <1> c <2>", "<1> b <2> d <3>")])
        >>> right_answers(data, ["<1> b <2> e <3>"])
        {'restore': [True, False]}
    """
    right = defaultdict(list)
    for (text, wanted), answer in zip(data, answers, strict=True):
        task = task_of(text)
        if task == "restore":
            found, spans = hidden_spans(composed(answer)), hidden_spans(composed(wanted))
            if not spans:
                raise ArgumentError(f"nothing is hidden in {wanted!r:.60}: begin it with <1>")
            right[task] += [found.get(sentinel) == span for sentinel, span in spans.items()]
        else:
            right[task].append(composed(answer) == composed(wanted))
    return dict(right)
