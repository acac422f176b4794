"""``/healthz``, ``/readyz``, ``/metrics``."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from avatar_bridge.api.conversation import services

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict:
    """The process lives."""
    return {"alive": True}


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Ready when questions are answered through the dialogue and nothing is still loading; 503 until then.

    A part that cannot be had here (no voice model, say) is named with its reason and does not hold readiness back for
    ever: the hall then serves without it.
    """
    parts = services(request).parts()
    ready = parts["dialogue"]["ready"] and not any(part.get("loading") for part in parts.values())
    return JSONResponse({"ready": ready, "parts": parts}, status_code=200 if ready else 503)


@router.get("/metrics")
async def metrics() -> Response:
    """Prometheus text."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
