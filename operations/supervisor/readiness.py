"""Asking the hall whether it is ready: ``GET /readyz``."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Dict, Optional, Tuple


@dataclass(frozen=True)
class Readiness:
    """One answer: whether all is ready, a line for each part that is not, and what the operator has to be told."""

    ready: bool
    awaited: Dict[str, str]
    reachable: bool = True
    notices: Tuple[str, ...] = ()

    def line(self) -> str:
        """``dialogue (loading), voice`` or that the hall does not answer yet."""
        if not self.reachable:
            return "hall (启动中 starting)"
        return ", ".join(f"{name} ({detail})" if detail else name for name, detail in sorted(self.awaited.items()))


NOT_REACHABLE = Readiness(False, {}, reachable=False)


def read(body: bytes) -> Readiness:
    """The answer of ``/readyz``: ``{"ready": bool, "parts": {name: {"ready": bool, "detail": str}}}``."""
    try:
        answer = json.loads(body.decode("utf-8"))
        parts = answer.get("parts") or {}
        awaited = {name: str(part.get("detail") or "") for name, part in parts.items() if not part.get("ready")}
        notices = tuple(str(part["notice"]) for part in parts.values() if part.get("notice"))
        return Readiness(bool(answer["ready"]), awaited, notices=notices)
    except (ValueError, KeyError, AttributeError, UnicodeDecodeError):
        return NOT_REACHABLE


def _get(url: str, timeout: float) -> Optional[Tuple[int, bytes]]:
    # The certificate names the hall's public address; here the same machine is asked over loopback.
    context = ssl._create_unverified_context() if url.startswith("https:") else None
    handlers = [urllib.request.ProxyHandler({})]
    if context:
        handlers.append(urllib.request.HTTPSHandler(context=context))
    try:
        with urllib.request.build_opener(*handlers).open(url, timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except (OSError, ValueError):
        return None
    except Exception as error:  # a half-started server may answer with anything (http.client.HTTPException)
        if type(error).__module__.startswith("http"):
            return None
        raise


def poll(base_url: str, timeout: float = 5.0) -> Readiness:
    """Ask once; a hall that does not answer (or answers 404) is not reachable."""
    answer = _get(base_url + "/readyz", timeout)
    return read(answer[1]) if answer and answer[0] in (200, 503) else NOT_REACHABLE
