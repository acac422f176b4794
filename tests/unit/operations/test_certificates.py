"""The local authority and its server certificates."""

from __future__ import annotations

import datetime
import socket
import ssl
import stat
import threading

import pytest
from cryptography import x509

from operations.certificates import CertificateError, alternative_name, authority, main, make, own_names


def test_a_browser_that_trusts_the_authority_accepts_the_server(tmp_path):
    make(tmp_path, ["hall.local"])
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    client = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            connection, _ = listening.accept()
            with connection, server.wrap_socket(connection, server_side=True) as secured:
                secured.sendall(b"ok")

        thread = threading.Thread(target=serve)
        thread.start()
        with socket.create_connection(listening.getsockname()) as plain:
            with client.wrap_socket(plain, server_hostname="hall.local") as secured:
                assert secured.recv(2) == b"ok"
        thread.join(5)


def test_keys_are_for_their_owner_only_and_the_authority_stays(tmp_path):
    make(tmp_path, ["a.example"])
    first = (tmp_path / "ca.pem").read_bytes(), (tmp_path / "server.pem").read_bytes()
    make(tmp_path, ["b.example", "192.168.1.5"])
    assert (tmp_path / "ca.pem").read_bytes() == first[0] and (tmp_path / "server.pem").read_bytes() != first[1]
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    cert = x509.load_pem_x509_certificate((tmp_path / "server.pem").read_bytes())
    names = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["b.example", "localhost"]
    assert "192.168.1.5" in [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    assert (cert.not_valid_after_utc - cert.not_valid_before_utc).days <= 398


def test_an_authority_about_to_end_is_renewed(tmp_path):
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    first, _ = authority(tmp_path, now)
    again, _ = authority(tmp_path, now + datetime.timedelta(days=3000))
    later, _ = authority(tmp_path, now + datetime.timedelta(days=3400))
    assert first == again != later


def test_an_authority_whose_key_is_not_its_own_is_told(tmp_path):
    authority(tmp_path, datetime.datetime.now(datetime.timezone.utc))
    other = tmp_path / "other"
    authority(other, datetime.datetime.now(datetime.timezone.utc))
    (tmp_path / "ca.key").write_bytes((other / "ca.key").read_bytes())
    with pytest.raises(CertificateError, match="cannot be used"):
        make(tmp_path, ["a.example"])
    (tmp_path / "ca.pem").write_text("nonsense")
    assert main(["--out", str(tmp_path), "a.example"]) == 1


@pytest.mark.parametrize("name", ["", " ", "a b", "http://x", "-x.example", "x" * 64, "a..b", "*.*.x", "x\n"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(CertificateError):
        alternative_name(name)


def test_names_of_other_scripts_and_wildcards():
    assert alternative_name("大厅.example").value.encode("ascii").decode("idna") == "大厅.example"
    assert alternative_name("*.hall.example").value == "*.hall.example"
    assert {"localhost", "127.0.0.1"} <= set(own_names())
