"""The teacher's targets, centre and weights, by their formulas; neighbours by scikit-learn's."""

import keras
import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from nlp_helpers.training.self_distillation import (
    MovingTeacher,
    compile_student,
    nearest_labels,
    self_distil,
)


def make(seed: int) -> keras.Model:
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((5,))
    return keras.Model(inputs, keras.layers.Dense(4)(inputs))


def softmax(logits):
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


IMAGES = np.random.default_rng(0).normal(size=(6, 5)).astype("float32")


def test_targets_are_centred_and_sharpened():
    student = make(0)
    teacher = MovingTeacher(make(1), student, temperature=0.5, centre_momentum=0.75)
    logits = keras.ops.convert_to_numpy(student(IMAGES))
    np.testing.assert_allclose(teacher.targets(IMAGES), softmax(logits / 0.5), rtol=1e-4)
    np.testing.assert_allclose(teacher.centre, 0.25 * logits.mean(0), rtol=1e-4, atol=1e-6)
    second = softmax((logits - 0.25 * logits.mean(0)) / 0.5)
    np.testing.assert_allclose(teacher.targets(IMAGES), second, rtol=1e-4)
    np.testing.assert_allclose(teacher.centre, (1 - 0.75**2) * logits.mean(0), rtol=1e-4, atol=1e-6)


def test_the_teacher_follows_its_student():
    student = make(0)
    teacher = MovingTeacher(make(1), student, momentum=0.9)
    before = teacher.model.get_weights()
    student.set_weights([weights + 1 for weights in student.get_weights()])
    teacher.follow(student)
    for old, new in zip(before, teacher.model.get_weights(), strict=True):
        np.testing.assert_allclose(new, old + 0.1, rtol=1e-5)


def test_the_student_says_of_one_view_what_the_teacher_says_of_the_other():
    student = make(0)
    compile_student(student, keras.optimizers.SGD(0.0))
    teacher = MovingTeacher(make(1), student, temperature=0.5)
    views = [IMAGES, IMAGES[::-1] + 0.5]
    logits = [keras.ops.convert_to_numpy(student(view)) for view in views]
    told = [np.log(softmax(each / 0.1)) for each in logits]
    targets = [softmax(each / 0.5) for each in logits]
    losses = [-(targets[a] * told[b]).sum(-1) for a, b in ((0, 1), (1, 0))]
    loss = self_distil(student, teacher, views)
    np.testing.assert_allclose(loss, np.mean(losses), rtol=1e-4)


def test_a_step_moves_both_and_only_a_little_the_teacher():
    student = make(0)
    compile_student(student, keras.optimizers.SGD(0.1))
    teacher = MovingTeacher(make(1), student)
    begin = student.get_weights()[0]
    self_distil(student, teacher, [IMAGES, IMAGES[::-1]])
    moved, followed = (
        abs(model.get_weights()[0] - begin).max() for model in (student, teacher.model)
    )
    assert 0 < followed < 0.02 * moved


def test_neighbours_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    features, labels = rng.normal(size=(60, 4)), rng.integers(0, 3, 60)
    queries = rng.normal(size=(30, 4))
    theirs = KNeighborsClassifier(1, metric="cosine").fit(features, labels).predict(queries)
    np.testing.assert_array_equal(nearest_labels(features, labels, queries, k=1), theirs)
    theirs = KNeighborsClassifier(5, metric="cosine").fit(features, labels)
    clear = np.sort(theirs.predict_proba(queries))[:, -1] > 0.5
    ours = nearest_labels(features, labels, queries, k=5)
    np.testing.assert_array_equal(ours[clear], theirs.predict(queries)[clear])


def test_no_more_can_vote_than_there_are():
    features, labels = np.eye(3), np.array([1, 2, 2])
    everyone = nearest_labels(features, labels, features, k=3)
    np.testing.assert_array_equal(nearest_labels(features, labels, features, k=9), everyone)
    with pytest.raises(ValueError, match="k must be at least 1, not 0"):
        nearest_labels(features, labels, features, k=0)


def test_equal_votes_go_to_the_nearer():
    features = np.array([[1, 0], [1, 0.2], [1, 0.4], [1, 0.6]])
    labels = np.array([1, 0, 0, 1])
    assert nearest_labels(features, labels, np.array([[1.0, 0.0]]), k=4) == [1]
