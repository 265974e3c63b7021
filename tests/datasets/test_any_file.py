"""Whatever is in a reader's file, it is read or refused by name: no other exception gets out."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp_helpers.datasets.pairs import read_pairs
from nlp_helpers.datasets.reviews import read_reviews
from nlp_helpers.files import read_text

BOM = b"\xef\xbb\xbf"
A_FEW_SECONDS = settings(  # the file is overwritten by each example, so one folder serves them all
    max_examples=200,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

texts = st.text(st.characters(exclude_categories=[]))  # halves of surrogate pairs, too
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)
labels = st.sampled_from([0, 1]) | values
lines = st.one_of(
    st.fixed_dictionaries({"text": texts, "label": labels}).map(json.dumps),
    values.map(json.dumps),
    st.integers(0, 10**5).map(lambda depth: '{"text": ' + "[" * depth),
    st.builds("{}\t{}".format, texts, texts),
    texts,
)
files = st.binary() | st.lists(lines, max_size=4).map(
    lambda made: "\n".join(made).encode("utf-8", "surrogatepass")
)


def is_right(read, found, content):
    """Whether what was read can be worked with."""
    if read is read_text:
        plain = content.removeprefix(BOM).decode()
        return found == plain.replace("\r\n", "\n").replace("\r", "\n")
    if read is read_pairs:
        return all(side.encode() and "\t" not in side for pair in found for side in pair)
    return all(isinstance(text.encode(), bytes) for text in found.texts) and all(found.labels < 2)


@pytest.mark.parametrize("read", [read_text, read_pairs, read_reviews])
@A_FEW_SECONDS
@given(content=files | files.map(BOM.__add__))
def test_a_file_is_read_or_refused_by_name(read, content, tmp_path):
    path = tmp_path / "the-reader-s-file"
    path.write_bytes(content)
    try:
        found = read(path)
    except ValueError as error:
        right = str(path) in str(error)
    else:
        right = is_right(read, found, content)
    assert right
