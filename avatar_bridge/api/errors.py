"""Errors as every REST handle gives them: ``{"error": {"code", "message", "detail"}}``; the message is for the citizen."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from avatar_bridge.fault import fault

_log = logging.getLogger(__name__)


class ApiError(Exception):
    def __init__(self, status: int, code: str, message: str, detail: str = ""):
        super().__init__(code)
        self.status, self.code, self.message, self.detail = status, code, message, detail


def _body(code: str, message: str, detail: str) -> dict:
    return {"error": {"code": code, "message": message, "detail": detail}}


def install(app: FastAPI) -> None:
    """Give every error of ``app`` the one shape."""

    @app.exception_handler(ApiError)
    async def known(_: Request, error: ApiError) -> JSONResponse:
        return JSONResponse(_body(error.code, error.message, error.detail), status_code=error.status)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # Places and kinds only: what was sent is not echoed.
        faults = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in error.errors()[:5])
        return JSONResponse(_body("bad_field", "请求内容不对，请检查后再试。", faults), status_code=422)

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        message = "没有这个页面。" if error.status_code == 404 else "请求没有成功。"
        return JSONResponse(_body("http", message, str(error.detail)), status_code=error.status_code)

    @app.exception_handler(Exception)
    async def unknown(_: Request, error: Exception) -> JSONResponse:
        _log.error("request failed: %s", fault(error))
        return JSONResponse(_body("internal", "对不起，出了点问题，请再试一次。", ""), status_code=500)
