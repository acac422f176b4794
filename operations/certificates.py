"""A local certificate authority and a server certificate of it: ``make cert NAMES="hall.local 192.168.1.20"``.

Browsers give microphone and camera only to https pages (or localhost). Runs in the hall's environment (needs
``cryptography``). The authority's key stays on this machine; kiosks and staff PCs are told to trust ``ca.pem``.
"""

from __future__ import annotations

import argparse
import datetime
import ipaddress
import os
import re
import socket
import sys
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CA_DAYS = 3650
#: Browsers refuse longer-lived server certificates (CA/Browser Forum baseline requirements: 398 days).
SERVER_DAYS = 397
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)


class CertificateError(ValueError):
    """A name that cannot stand in a certificate, or an authority on disk that cannot be used; one line."""


def own_names() -> list[str]:
    """Names and addresses of this machine: host name, ``<host>.local``, its outward address, loopback."""
    host = socket.gethostname().lower()
    names = ["localhost", "127.0.0.1", "::1"]
    if all(_LABEL.fullmatch(label) for label in host.split(".")):
        names += [host, host.split(".")[0] + ".local"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; asks the kernel which own address it would use
            names.append(probe.getsockname()[0])
        except OSError:
            pass
    return names


def alternative_name(name: str) -> x509.GeneralName:
    """An IP address or a DNS name (``*.`` allowed in front) as it stands in a certificate.

    Raises:
        CertificateError: when ``name`` is neither.
    """
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        plain = name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        plain = ""
    labels = (plain[2:] if plain.startswith("*.") else plain).split(".")
    if len(plain) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise CertificateError(f"{name!r}: 不是主机名或 IP 地址 neither a host name nor an IP address")
    return x509.DNSName(plain)


def _write(path: Path, data: bytes, mode: int) -> None:
    partial = path.with_name(path.name + ".part")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
    os.replace(partial, path)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int, now: datetime.datetime):
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, key_cert_sign=ca, crl_sign=ca, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def authority(folder: Path, now: datetime.datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The authority in ``folder`` (``ca.pem``, ``ca.key``), made when it is not there or ends within a year.

    Raises:
        CertificateError: when the files are there but are no matching pair.
    """
    cert_path, key_path = folder / "ca.pem", folder / "ca.key"
    if cert_path.is_file() and key_path.is_file():
        try:
            cert = x509.load_pem_x509_certificate(cert_path.read_bytes())
            key = serialization.load_pem_private_key(key_path.read_bytes(), None)
            cert.verify_directly_issued_by(cert)
            if cert.public_key() != key.public_key():
                raise ValueError("key and certificate differ")
        except (ValueError, TypeError, InvalidSignature) as error:
            raise CertificateError(f"{cert_path}: 无法使用 cannot be used: {error}; 删除后重试 delete it") from error
        if cert.not_valid_after_utc > now + datetime.timedelta(days=SERVER_DAYS):
            return cert, key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Xiaoxin hall CA ({socket.gethostname()[:40]})")])
    cert = (
        _builder(name, name, key.public_key(), CA_DAYS, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(ca=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    _write(key_path, _pem(key), 0o600)
    _write(cert_path, cert.public_bytes(serialization.Encoding.PEM), 0o644)
    return cert, key


def make(folder: Path, names: list[str], now: datetime.datetime | None = None) -> Path:
    """Write ``server.pem`` (with the authority behind it) and ``server.key`` for ``names``; returns the certificate.

    Args:
        folder: where the files go (``<HALL_DATA>/tls``); keys get mode 600.
        names: host names and IP addresses; those of loopback are always added.
        now: an aware time, for tests.

    Raises:
        CertificateError: for a name that is none.
    """
    now = now or datetime.datetime.now(datetime.timezone.utc)
    unique = list(dict.fromkeys([*names, "localhost", "127.0.0.1", "::1"]))
    alternatives = [alternative_name(name) for name in unique]
    ca, ca_key = authority(folder, now)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, unique[0][:64])])
    cert = (
        _builder(subject, ca.subject, key.public_key(), SERVER_DAYS, now)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(ca=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    _write(folder / "server.key", _pem(key), 0o600)
    chain = cert.public_bytes(serialization.Encoding.PEM) + ca.public_bytes(serialization.Encoding.PEM)
    _write(folder / "server.pem", chain, 0o644)
    return folder / "server.pem"


def _advice(folder: Path, names: list[str]) -> str:
    ca = folder / "ca.pem"
    return f"""证书已生成 certificate for: {", ".join(names)}
  HALL_TLS_CERT={folder / "server.pem"}
  HALL_TLS_KEY={folder / "server.key"}
对外提供服务 serve other machines:  HALL_HOST=0.0.0.0 make run   (上面的证书会自动使用 is taken by itself)
在每台一体机和工作人员电脑上信任 trust on every kiosk and staff PC: {ca}
  Debian/Ubuntu:  sudo cp ca.pem /usr/local/share/ca-certificates/xiaoxin.crt && sudo update-ca-certificates
  Chromium:       certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n xiaoxin -i ca.pem   (libnss3-tools)
  Windows:        certutil -addstore -f Root ca.pem
ca.key 请勿外传 never give ca.key away. 有效期 valid: {SERVER_DAYS} 天 days; 到期前重新运行 make cert 即可."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m operations.certificates", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("names", nargs="*", help="host names and IP addresses (default: this machine's)")
    options = parser.parse_args(arguments)
    names = options.names or own_names()
    try:
        make(options.out, names)
    except (CertificateError, OSError) as error:
        print(f"错误 error: {error}", file=sys.stderr)
        return 1
    print(_advice(options.out, names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
