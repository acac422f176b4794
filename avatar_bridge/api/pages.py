"""Pages, their assets, and the API's documentation; nothing is fetched from anywhere else."""

from __future__ import annotations

from pathlib import Path

import swagger_ui_bundle
from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from avatar_bridge.settings import Settings

_SWAGGER = Path(swagger_ui_bundle.swagger_ui_path)


def _page(file: Path) -> Response:
    if not file.is_file():
        return PlainTextResponse("页面还没有构建，请运行 make web。", status_code=503)
    return FileResponse(file, headers={"Cache-Control": "no-cache"})


def install(app: FastAPI, settings: Settings) -> None:
    router = APIRouter(include_in_schema=False)
    web = settings.web

    @router.get("/")
    async def root() -> RedirectResponse:
        return RedirectResponse("/kiosk")

    @router.get("/kiosk")
    async def kiosk() -> Response:
        return _page(web / "kiosk.html")

    @router.get("/widget/demo")
    async def widget_demo() -> Response:
        return _page(web / "widget-demo.html")

    @router.get("/widget.js")
    async def widget() -> Response:
        return _page(web / "widget.js")

    @router.get("/favicon.ico")
    async def favicon() -> Response:
        icon = web / "favicon.svg"
        return FileResponse(icon) if icon.is_file() else Response(status_code=204)

    @router.get("/docs")
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="小新 API",
            swagger_js_url="/docs/assets/swagger-ui-bundle.js",
            swagger_css_url="/docs/assets/swagger-ui.css",
            swagger_favicon_url="/favicon.ico",
        )

    app.include_router(router)
    avatar = settings.models_dir / "avatar"
    app.mount("/assets/avatar", StaticFiles(directory=avatar, check_dir=False), name="avatar")
    app.mount("/assets", StaticFiles(directory=web / "assets", check_dir=False), name="assets")
    app.mount("/docs/assets", StaticFiles(directory=_SWAGGER), name="docs assets")
