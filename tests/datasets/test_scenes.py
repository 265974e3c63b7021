"""Scenes: what their boxes say is what can be seen."""

import numpy as np
import pytest

from nlp_helpers.datasets.scenes import NOTHING, SIZE, make_scenes


def test_scenes_have_ink_in_their_boxes_and_nowhere_else():
    scenes = make_scenes(40, seed=3)
    assert {*scenes.classes.ravel()} == {0, 1, 2, NOTHING}
    for pixels, classes, boxes in zip(*scenes, strict=True):
        outside = np.ones((SIZE, SIZE), bool)
        for x, y, width, height in SIZE * boxes[classes != NOTHING]:
            rows = slice(int(y - height / 2), int(np.ceil(y + height / 2)))
            columns = slice(int(x - width / 2), int(np.ceil(x + width / 2)))
            assert pixels[rows, columns].any()
            outside[rows, columns] = False
        assert not pixels[outside].any()
    again = make_scenes(40, seed=3)
    np.testing.assert_array_equal(scenes.pixels, again.pixels)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"count": -1}, "count must be at least 0, not -1"),
        ({"most": 0}, "most must be at least 1, not 0"),
    ],
)
def test_numbers_that_cannot_be(how, message):
    with pytest.raises(ValueError, match=message):
        make_scenes(**({"count": 1, "seed": 0} | how))
