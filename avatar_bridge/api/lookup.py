"""``GET /api/search`` and ``GET /api/route``: the library and the map, without a conversation."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from avatar_bridge.api.conversation import services
from avatar_bridge.api.errors import ApiError
from avatar_bridge.knowledge import State
from knowledge_base.diagram_drawing import draw
from knowledge_base.search import Hit
from knowledge_base.wayfinding import NoRoute

router = APIRouter(prefix="/api", tags=["lookup"])


def _title(state: State, hit: Hit) -> str:
    if hit.kind in ("guide", "item"):
        return state.library.item_name(hit.record)
    if hit.kind == "place":
        return state.ways.place(hit.record).name
    record = state.library.record(hit.kind, hit.record)
    return next(getattr(record, name) for name in ("question", "title", "name", "ask") if hasattr(record, name))


@router.get("/search")
async def search(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=500)],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> dict:
    """Ranked records of every kind with scores, best first."""
    state = services(request).knowledge.current
    found = await asyncio.to_thread(state.index.find, q, limit)
    return {
        "query": q,
        "answerable": found.contrast >= state.index.thresholds.accept,
        "results": [
            {
                "kind": hit.kind,
                "id": hit.record,
                "title": _title(state, hit),
                "matched": hit.text,
                "field": hit.field,
                "score": round(hit.score, 4),
                "cosine": round(hit.cosine, 4),
            }
            for hit in found.hits
        ],
    }


@router.get("/diagrams/{identifier}.svg", response_class=Response)
async def diagram(request: Request, identifier: Annotated[str, Path(max_length=8)]) -> Response:
    """The process diagram of a type of investment project, drawn from its record."""
    found = services(request).knowledge.current.library.diagrams.get(identifier)
    if found is None:
        raise ApiError(404, "no_diagram", "没有这张流程图。", identifier)
    return Response(draw(found), media_type="image/svg+xml")


@router.get("/route")
async def route(
    request: Request,
    start: Annotated[str, Query(alias="from", max_length=64)],
    end: Annotated[str, Query(alias="to", max_length=64)],
    accessible: bool = False,
) -> dict:
    """The way on the hall's map: steps to say and a polyline in metres, floor by floor."""
    state = services(request).knowledge.current
    try:
        found = state.ways.route(start, end, accessible)
    except NoRoute as error:
        raise ApiError(404, "no_route", "没有找到路线，请问一下导服台。", str(error)) from error
    return {
        "from": start,
        "to": end,
        "metres": round(found.metres, 1),
        "steps": found.steps,
        "polyline": [{"place": p.id, "name": p.name, "floor": p.floor, "x": p.x, "y": p.y} for p in found.places],
        "schematic": found.schematic,
    }
