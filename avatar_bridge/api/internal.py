"""The actions' door: answers are composed here. Served on a loopback port of its own and checked by a token."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, FastAPI, Header, Request

from assistant.answers.request import Understood
from assistant.conversation import Memory
from avatar_bridge.api import errors
from avatar_bridge.api.errors import ApiError
from avatar_bridge.services import Services
from avatar_bridge.visits import Visit

router = APIRouter()


@router.post("/internal/answer")
async def answer(request: Request, x_hall_token: str = Header(default="")) -> dict:
    """What was understood -> the structured answer and the slots to set."""
    hall: Services = request.app.state.services
    token = hall.settings.internal_token
    # Without a token of its own the hall lets nobody in, not everybody.
    if not token or not hmac.compare_digest(x_hall_token.encode(), token.encode()):
        raise ApiError(403, "token", "", "wrong token")
    try:
        body = await request.json()
        understood = Understood.from_json(body)
        visit_id, turn, slots = str(body["visit_id"]), body.get("turn"), dict(body.get("slots") or {})
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ApiError(422, "bad_field", "", f"{type(error).__name__}: {error}") from error
    visit = hall.visits.get(visit_id)
    if visit is None:
        # A warm-up turn, or a visit that has just ended: answered, kept nowhere.
        visit = Visit(id=visit_id)
    composed, memory = await hall.turns.compose(visit, turn, understood, slots)
    state = composed.state
    kept = {"item": state.item, "aspect": state.aspect} if state.item is not None else {}
    return {"answer": composed.to_json(), "slots": kept, "situation": _situation(memory)}


def _situation(memory: Memory) -> dict | None:
    """The answers given in a situation under way, for the form's slots; None while there is none."""
    task = memory.task
    if task is None or task.kind != "guidance":
        return None
    return {"path": [task.item, *task.path]}


def build(services: Services) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.state.services = services
    errors.install(app)
    app.include_router(router)
    return app
