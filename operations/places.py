"""Where things are: the checkout, the data folder, the models folder, the two environments."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Mapping, Optional

ROOT = Path(__file__).resolve().parent.parent


_SCALAR = re.compile(r"""^([a-z_]+):[ \t]+("[^"]*"|'[^']*'|[^#\s][^#\n]*?)[ \t]*(?:[ \t]#.*)?$""", re.MULTILINE)


def settings(environ: Optional[Mapping[str, str]] = None, root: Path = ROOT) -> Dict[str, str]:
    """The settings as ``HALL_*`` texts: ``hall.yml``, overridden by the environment.

    The hall reads the file with its own typed settings; here only top-level scalars are needed (host, port, folders,
    certificates), before any package is installed that reads YAML.
    """
    environ = os.environ if environ is None else environ
    file, found = root / "hall.yml", {}
    if file.is_file():
        for name, value in _SCALAR.findall(file.read_text(encoding="utf-8")):
            if value[0] in "\"'":
                value = value[1:-1]
            if value not in ("null", "~", ""):
                found["HALL_" + name.upper()] = value
    found.update({name: value for name, value in environ.items() if name.startswith("HALL_") and value})
    return found


def _folder(given: Optional[str], root: Path, default: Path) -> Path:
    return root / Path(given).expanduser() if given else default


@dataclass(frozen=True)
class Places:
    """Folders of one installation.

    ``data`` (``HALL_DATA``) holds databases, the published lexicon, logs and certificates; ``models``
    (``HALL_MODELS``) what was unpacked, built or trained. Everything below ``root`` that is made by set-up lies in
    ``.envs``, ``var``, ``node_modules`` and ``dist``, none of which is in the repository.
    """

    root: Path
    data: Path
    models: Path

    @classmethod
    def of(cls, environ: Optional[Mapping[str, str]] = None, root: Path = ROOT) -> Places:
        """The places that ``HALL_DATA`` and ``HALL_MODELS`` name; by default below ``var/`` of the checkout."""
        given = settings(environ, root)
        data = _folder(given.get("HALL_DATA"), root, root / "var")
        return cls(root, data, _folder(given.get("HALL_MODELS"), root, data / "models"))

    @property
    def environments(self) -> Path:
        return self.root / ".envs"

    def python(self, environment: str) -> Path:
        """The interpreter of the environment ``hall`` or ``dialogue``."""
        return self.environments / environment / "bin" / "python"

    @property
    def stamps(self) -> Path:
        """Stamps of what belongs to the checkout (environments, web build)."""
        return self.environments / "stamps"

    @property
    def model_stamps(self) -> Path:
        """Stamps of what lies in the models folder; they stay with it when it is moved or shared."""
        return self.models / ".stamps"

    @property
    def packages(self) -> Path:
        """Where downloaded packages that carry models are kept."""
        return self.root / "var" / "packages"

    @property
    def setup_logs(self) -> Path:
        return self.root / "var" / "logs" / "setup"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def lexicon(self) -> Path:
        """Names of items and places as published; the dialogue process reads it at run time."""
        return self.data / "lexicon.json"

    @property
    def pid_file(self) -> Path:
        return self.data / "run" / "supervisor.pid"

    @property
    def tls(self) -> Path:
        return self.data / "tls"

    @property
    def web(self) -> Path:
        return self.root / "kiosk_client" / "web"


def child_environment(places: Places, extra: Optional[Mapping[str, str]] = None) -> dict:
    """The environment for a command of this project: the caller's own, the checkout importable, make's own left out."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "PYTHONHOME", "VIRTUAL_ENV")
    }
    environment.update(
        PYTHONPATH=str(places.root),
        PYTHONUNBUFFERED="1",
        HALL_DATA=str(places.data),
        HALL_MODELS=str(places.models),
        HALL_LEXICON=str(places.lexicon),
        RASA_TELEMETRY_ENABLED="false",
        TF_CPP_MIN_LOG_LEVEL="3",
        SQLALCHEMY_SILENCE_UBER_WARNING="1",
    )
    environment.update(extra or {})
    return environment
