"""Which words moved a judgement."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike


def occlusion(judge: Callable[[list[str]], ArrayLike], words: Sequence[str]) -> np.ndarray:
    """Measure what each word adds to the judgement of a text, by leaving it out.

    The effect of a word is the judgement of the whole text minus that of the text without it; all
    texts go to the model in one call. Occlusion comes from images (Zeiler and Fergus, Visualizing
    and Understanding Convolutional Networks, 2014, section 4.2); leaving words out of a text is Li,
    Monroe and Jurafsky, Understanding Neural Networks through Representation Erasure, 2016.

    Introduced in chapter 04, Sentiment.

    Args:
        judge: N texts -> N numbers. Logits rather than probabilities: near 0 and 1 a probability
            hardly moves, whatever is left out.
        words: T words, which joined by spaces are the text.

    Returns:
        (T,) float64, positive where a word raised the judgement. Words that say the same thing
        twice each get little: either can be spared.

    Raises:
        TypeError: `words` is a string instead of a list of them.
        ValueError: there are no words, or `judge` does not return one number a text.

    Example:
        >>> occlusion(lambda texts: [len(text) for text in texts], ["so", "good"]).tolist()
        [3.0, 5.0]
    """
    if isinstance(words, str):
        raise TypeError(f"words must be a list of words: give {words!r:.60}.split()")
    if not len(words):
        raise ValueError("words is empty; there is nothing to leave out")
    shortened = [[*words[:i], *words[i + 1 :]] for i in range(len(words))]
    texts = [" ".join(some) for some in (words, *shortened)]
    judgements = np.asarray(judge(texts), dtype="float64")
    if judgements.shape != (len(texts),):
        raise ValueError(
            f"judge made an array of shape {judgements.shape} from {len(texts)} texts; it must "
            f"return one number a text, ({len(texts)},)"
        )
    return judgements[0] - judgements[1:]
