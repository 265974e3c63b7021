"""The hub is asked once and not for long; what is in its cache is found without it."""

import socket
import time

import pytest

from nlp_helpers import hub
from nlp_helpers.errors import DataUnavailableError
from nlp_helpers.hub import HubModel, find_in_hub, hub_answers

MODEL = HubModel("course/tiny", "a" * 40)


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch, tmp_path):
    """An empty cache, and a hub that has not been asked yet."""
    from huggingface_hub import constants

    hub_answers.cache_clear()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    yield
    hub_answers.cache_clear()


@pytest.fixture
def silent(monkeypatch):
    """A network in which nothing answers; how often it was asked."""
    asked = []

    def wait(*_, timeout):
        asked.append(timeout)
        time.sleep(2)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", wait)
    monkeypatch.setattr(hub, "SECONDS", 0.2)
    return asked


def cached(tmp_path, files, revision=MODEL.revision):
    """Lay files out as the hub's own library does."""
    folder = tmp_path / "hub" / "models--course--tiny"
    snapshot = folder / "snapshots" / ("a" * 40)
    snapshot.mkdir(parents=True)
    for name in files:
        (snapshot / name).write_text("{}")
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text("a" * 40)
    return snapshot


@pytest.mark.parametrize("revision", ["a" * 40, "main"])
def test_what_is_in_the_cache_is_found_without_a_network(tmp_path, silent, revision):
    snapshot = cached(tmp_path, hub.NEEDED)
    assert find_in_hub(MODEL._replace(revision=revision)).samefile(snapshot)
    assert not silent


def test_a_silent_network_is_asked_once_and_not_for_long(silent):
    begun = time.monotonic()
    for _ in range(5):
        with pytest.raises(DataUnavailableError, match="not in the cache, and the hub does not"):
            find_in_hub(MODEL)
    assert time.monotonic() - begun < 5
    assert silent == [0.2]


def test_half_a_download_is_none(tmp_path, silent):
    cached(tmp_path, ["config.json"])
    with pytest.raises(DataUnavailableError, match="only a part of it is in the cache"):
        find_in_hub(MODEL)


def test_a_wrong_revision_is_named(tmp_path, silent):
    cached(tmp_path, hub.NEEDED)
    with pytest.raises(DataUnavailableError, match=r"course/tiny at b{40}: it is not in the cache"):
        find_in_hub(MODEL._replace(revision="b" * 40))


def test_what_the_hub_refuses_is_told(monkeypatch):
    import huggingface_hub

    def refuse(*_, **__):
        raise OSError("404 Client Error\nand much more")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)
    monkeypatch.setattr(hub, "hub_answers", lambda: True)
    with pytest.raises(DataUnavailableError, match=r"the hub says: 404 Client Error$"):
        find_in_hub(MODEL)


def test_a_model_without_safetensors_is_refused(tmp_path, monkeypatch):
    import huggingface_hub

    snapshot = cached(tmp_path, ["config.json", "tokenizer_config.json"])
    monkeypatch.setattr(huggingface_hub, "snapshot_download", lambda *_, **__: str(snapshot))
    monkeypatch.setattr(hub, "hub_answers", lambda: True)
    with pytest.raises(DataUnavailableError, match=r"the hub has no model\.safetensors of it$"):
        find_in_hub(MODEL)
