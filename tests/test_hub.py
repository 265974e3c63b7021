"""The hub is asked once and not for long; what is in its cache is found without it."""

import http.server
import threading
import time

import pytest

from nlp_helpers import hub
from nlp_helpers.errors import DataUnavailableError
from nlp_helpers.hub import HubModel, find_in_hub, hub_answers

MODEL = HubModel("course/tiny", "a" * 40)


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch, tmp_path):
    """An empty cache, and a hub that has not been asked yet."""
    from huggingface_hub import close_session, constants

    hub_answers.cache_clear()
    close_session()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    yield
    hub_answers.cache_clear()
    close_session()


@pytest.fixture
def silent(monkeypatch):
    """A network in which nothing answers; how often it was asked."""
    asked = []

    class Session:
        def head(self, url, *, timeout):
            asked.append(timeout)
            time.sleep(2)
            raise TimeoutError

    monkeypatch.setattr("huggingface_hub.get_session", Session)
    monkeypatch.setattr(hub, "SECONDS", 0.2)
    return asked


@pytest.fixture
def proxy(monkeypatch):
    """The only way out of this machine; what it was asked for."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("no_proxy", "")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield asked
        server.shutdown()
        thread.join()


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


def test_the_hub_is_asked_by_the_way_of_the_download(proxy, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://hub.invalid")
    assert hub_answers()
    assert proxy == ["http://hub.invalid/"]


def test_half_a_download_is_none(tmp_path, silent):
    cached(tmp_path, ["config.json"])
    with pytest.raises(DataUnavailableError, match="only a part of it is in the cache"):
        find_in_hub(MODEL)


def test_a_wrong_revision_is_named(tmp_path, silent):
    cached(tmp_path, hub.NEEDED)
    with pytest.raises(DataUnavailableError, match=r"course/tiny at b{40}: it is not in the cache"):
        find_in_hub(MODEL._replace(revision="b" * 40))


@pytest.mark.parametrize("repository", ["a/b/c", "", "a b", "../x"])
def test_what_is_no_name_is_told(silent, repository):
    with pytest.raises(DataUnavailableError, match=r"at main: .*[Rr]epo"):
        find_in_hub(HubModel(repository, "main"))
    assert not silent


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
