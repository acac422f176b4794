"""``POST /api/chat`` and ``DELETE /api/visits/{id}``: visits without a websocket."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from assistant.answers.talk import phrase
from avatar_bridge.api.errors import ApiError
from avatar_bridge.services import Services
from avatar_bridge.visits import BadText, clean

router = APIRouter(prefix="/api", tags=["conversation"])


class ChatRequest(BaseModel):
    """``text`` or the ``choice`` id of an earlier answer. An unknown ``visit_id`` begins a new visit."""

    visit_id: Annotated[str, Field(max_length=64)] | None = None
    text: str | None = None
    choice: Annotated[str, Field(max_length=80)] | None = None
    channel: Literal["kiosk", "widget", "api"] = "api"


def services(request: Request) -> Services:
    return request.app.state.services


def _unknown_choice() -> ApiError:
    return ApiError(404, "unknown_choice", phrase("unknown_choice"), "not offered in this visit's last answer")


@router.post("/chat")
async def chat(body: ChatRequest, request: Request) -> dict:
    """One text turn through the whole stack."""
    hall = services(request)
    if (body.text is None) == (body.choice is None):
        raise ApiError(422, "bad_field", "请写下您的问题。", "give either text or choice")
    if body.text is not None:
        try:
            clean(body.text)
        except BadText as error:
            raise ApiError(422, error.code, error.message) from error
    visit = hall.visits.get(body.visit_id) if body.visit_id else None
    if visit is None and body.choice is not None:
        raise _unknown_choice()
    if visit is None:
        here = hall.settings.kiosk_place if body.channel == "kiosk" else None
        visit = await hall.visits.begin(body.channel, here)
    if body.choice is not None:
        choice = next((choice for choice in visit.offered if choice.id == body.choice), None)
        if choice is None:
            raise _unknown_choice()
        answer = await hall.turns.choice(visit, choice)
    else:
        answer = await hall.turns.text(visit, body.text)
    return {"visit_id": visit.id, "turn_id": visit.turn, **answer.to_json()}


@router.delete("/visits/{visit_id}")
async def end_visit(visit_id: str, request: Request) -> dict:
    """End a visit and wipe everything of it, the dialogue's tracker too."""
    if not await services(request).visits.end(visit_id, "deleted"):
        raise ApiError(404, "unknown_visit", "这次访问已经结束了。", "no such visit")
    return {"visit_id": visit_id, "ended": True}


@router.get("/hall")
async def hall_record(request: Request) -> dict:
    """Name, address, hotline and map of this hall, for pages that draw them."""
    hall = services(request).knowledge.current.library.hall
    return {
        "name": hall.name,
        "short_name": hall.short_name,
        "address": hall.address,
        "hotline": hall.hotline,
        "floors": [floor.model_dump() for floor in hall.map.floors],
        "places": [p.model_dump(exclude={"colloquial"}) for p in hall.map.places if p.kind != "junction"],
        "schematic": hall.map.schematic,
    }
