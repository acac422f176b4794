"""Addresses and ports: where the hall listens, and that it may."""

from __future__ import annotations

import errno
import ipaddress
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import List, Mapping, Optional

from operations.errors import OperationError
from operations.places import Places


@dataclass(frozen=True)
class Address:
    """Where the hall listens; https when there is a certificate."""

    host: str
    port: int
    cert: Optional[Path] = None
    key: Optional[Path] = None

    @property
    def loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def local_url(self) -> str:
        """The address for this machine itself."""
        wildcard = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "localhost": "127.0.0.1"}
        host = wildcard.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)
        return f"{'https' if self.cert else 'http'}://{host}:{self.port}"

    def settings(self) -> dict:
        """As ``HALL_*`` for the hall's process."""
        found = {"HALL_HOST": self.host, "HALL_PORT": str(self.port)}
        if self.cert and self.key:
            found.update(HALL_TLS_CERT=str(self.cert), HALL_TLS_KEY=str(self.key))
        return found


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address(settings: Mapping[str, str], places: Places) -> Address:
    """The address in the settings; for other hosts than this one the certificate that ``make cert`` made is taken.

    Raises:
        OperationError: for a port that is none, a certificate that is not there, or plain http beyond localhost.
    """
    host, given = settings.get("HALL_HOST", "127.0.0.1"), settings.get("HALL_PORT", "8080")
    if not given.isdigit() or not 1 <= int(given) <= 65535:
        raise OperationError(f"HALL_PORT={given}: 不是端口号 not a port (1-65535)")
    cert, key = settings.get("HALL_TLS_CERT"), settings.get("HALL_TLS_KEY")
    made = places.tls / "server.pem", places.tls / "server.key"
    if not cert and not key and not is_loopback(host) and all(path.is_file() for path in made):
        cert, key = str(made[0]), str(made[1])
    if bool(cert) != bool(key):
        raise OperationError("HALL_TLS_CERT 与 HALL_TLS_KEY 须同时设置 must be set together")
    if not is_loopback(host) and not cert:
        raise OperationError(
            f"HALL_HOST={host}: 明文 http 仅限本机；请先运行 make cert，或设置 HALL_TLS_CERT 与 HALL_TLS_KEY。\n"
            "Plain http is for localhost only: run 'make cert' first, or set HALL_TLS_CERT and HALL_TLS_KEY."
        )
    paths: List[Optional[Path]] = []
    for name, value in (("HALL_TLS_CERT", cert), ("HALL_TLS_KEY", key)):
        path = places.root / Path(value).expanduser() if value else None
        if path and not path.is_file():
            raise OperationError(f"{name}={value}: 文件不存在 no such file")
        paths.append(path)
    return Address(host, int(given), paths[0], paths[1])


def require_free(where: Address) -> None:
    """Raises OperationError with one line when the port is taken or the host is not this machine's."""
    try:
        found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(found[0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[4])
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise OperationError(
                f"端口 {where.port} 已被占用，请换一个 port in use, choose another: HALL_PORT={where.port + 1} make run"
            ) from error
        raise OperationError(f"不能监听 cannot listen on {where.host}:{where.port}: {error.strerror}") from error


def free_ports(count: int) -> List[int]:
    """Loopback ports that nobody uses now, all different."""
    probes = []
    try:
        for _ in range(count):
            probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            probes.append(probe)
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
