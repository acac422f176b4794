"""Settings: one file, overridden by the environment; what cannot work is an error at start."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from avatar_bridge.settings import ROOT, Settings

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    monkeypatch.delenv("HALL_DATA", raising=False)


def test_the_file_is_read():
    settings = Settings()
    assert (settings.host, settings.port, settings.kiosk_place) == ("127.0.0.1", 8080, "P-kiosk-1")
    assert settings.library == ROOT / "knowledge_base" / "library"


def test_the_environment_wins_over_the_file(monkeypatch):
    monkeypatch.setenv("HALL_PORT", "9000")
    monkeypatch.setenv("HALL_KIOSK_PLACE", "P-kiosk-2")
    monkeypatch.setenv("HALL_VOICE", "kokoro")
    settings = Settings()
    assert (settings.port, settings.kiosk_place, settings.voice) == (9000, "P-kiosk-2", "kokoro")


def test_an_argument_wins_over_both(monkeypatch):
    monkeypatch.setenv("HALL_PORT", "9000")
    assert Settings(port=9100).port == 9100


def test_foreign_variables_are_ignored(monkeypatch):
    monkeypatch.setenv("PORT", "1")
    monkeypatch.setenv("HALL_UNKNOWN", "x")
    assert Settings().port == 8080


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "hall.example", "::", ""])
def test_no_plain_http_for_others(host):
    with pytest.raises(ValidationError, match="HALL_TLS_CERT"):
        Settings(host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_plain_http_on_this_machine(host):
    assert Settings(host=host).host == host


def test_others_with_a_certificate(tmp_path):
    both = {"tls_cert": tmp_path / "c.pem", "tls_key": tmp_path / "k.pem"}
    assert Settings(host="0.0.0.0", **both).host == "0.0.0.0"
    for name in both:
        with pytest.raises(ValidationError, match="HALL_TLS_KEY"):
            Settings(host="0.0.0.0", **{name: both[name]})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", 0),
        ("port", 70000),
        ("port", "many"),
        ("voice", "siren"),
        ("recogniser", "ear"),
        ("idle_minutes", 0),
        ("idle_minutes", -1),
        ("idle_minutes", "nan"),
        ("threads", 0),
        ("threads", 1000),
    ],
)
def test_a_value_that_cannot_be_is_named(monkeypatch, name, value):
    monkeypatch.setenv(f"HALL_{name.upper()}", str(value))
    with pytest.raises(ValidationError, match=name):
        Settings()


def test_where_things_are(tmp_path):
    settings = Settings(data=tmp_path)
    assert settings.lexicon_path == tmp_path / "lexicon.json"
    assert settings.vectors_path == tmp_path / "models" / ".vectors" / "e5-small.npz"
    assert settings.models_dir == (tmp_path / "models").resolve()
    assert settings.embedding_dir.parent == settings.models_dir
    assert Settings(data=tmp_path, models=tmp_path / "m").models_dir == (tmp_path / "m").resolve()
    assert Settings(embedding_model=str(tmp_path / "bge")).embedding_dir == tmp_path / "bge"


def test_paths_are_absolute_after_reading(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    settings = Settings(data="data", models="models", library="library", web="web")
    for path in (settings.data, settings.library, settings.web, settings.models_dir, settings.lexicon_path):
        assert path.is_absolute(), path


def test_the_actions_port():
    assert Settings(port=8080).internal_listen_port == 8081
    assert Settings(internal_port=9001, internal_url="http://127.0.0.1:9002").internal_listen_port == 9001
    assert Settings(internal_url="http://127.0.0.1:9002/").internal_listen_port == 9002
    assert Settings(internal_url="http://127.0.0.1:9002").internal_listen_port == 9002


@pytest.mark.parametrize("url", ["http://127.0.0.1", "127.0.0.1", "http://127.0.0.1:port", ""])
def test_an_address_without_a_port_is_told_clearly(url):
    try:
        port = Settings(internal_url=url).internal_listen_port
    except ValidationError as error:
        assert "internal_url" in str(error)
    else:
        assert 1 <= port <= 65535
