"""A whole scripted answer with every kind of card, for pictures and for trying the pages by hand.

``python tests/browser/scripted_turn.py`` serves the built pages and answers everything with it.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

from scripted_hall import Message, ScriptedHall, answer, sentence

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "kiosk_client" / "web" / "dist"
AVATAR = ROOT / "var" / "models" / "avatar"

#: Sentences of the scripted turn: text, gesture, syllables as viseme classes.
SPOKEN = [
    ("补办社会保障卡，带上本人身份证就可以了。", "open", "m a sil g u i zh o"),
    ("需要的材料我列在下面，您可以逐项核对。", "point_card", "d a i v zh a d i"),
    ("在三楼办理，这是从这里过去的路线。", "point_map", "f a z u d e i o"),
]

MATERIALS = [
    {
        "name": "有效身份证件",
        "form": "原件",
        "copies": 1,
        "when": "",
        "e_certificate": "居民身份证",
        "where_to_get": "",
        "note": "",
        "basis": "《示例管理办法》第八条",
    },
    {
        "name": "授权委托书",
        "form": "原件",
        "copies": 1,
        "when": "委托他人办理时",
        "e_certificate": "",
        "where_to_get": "大厅窗口领取空白表",
        "note": "需写明委托事项并签名",
        "basis": "",
    },
    {
        "name": "近期免冠照片",
        "form": "电子版",
        "copies": 1,
        "when": "照片需要更新时",
        "e_certificate": "",
        "where_to_get": "",
        "note": "",
        "basis": "",
    },
]

ROUTE = [
    {"place": "kiosk", "name": "咨询台", "floor": "F1", "x": 12, "y": 40},
    {"place": "", "name": "", "floor": "F1", "x": 30, "y": 40},
    {"place": "lift1", "name": "电梯", "floor": "F1", "x": 30, "y": 22},
    {"place": "lift3", "name": "电梯", "floor": "F3", "x": 30, "y": 22},
    {"place": "", "name": "", "floor": "F3", "x": 52, "y": 22},
    {"place": "social", "name": "社会保障卡服务区", "floor": "F3", "x": 52, "y": 34},
]

COMMON = {"item": "G001", "name": "社会保障卡补领", "approved": False}

CARDS: dict[str, Message] = {
    "guide": {
        **COMMON,
        "kind": "guide",
        "department": "人力资源和社会保障部门",
        "zone": "人社服务区",
        "subject": "个人",
        "summary": "社会保障卡遗失或损坏后，可以申请补领新卡。",
        "notes": ["补卡期间待遇不受影响。"],
    },
    "materials": {**COMMON, "kind": "materials", "materials": MATERIALS},
    "list": {
        **COMMON,
        "kind": "list",
        "aspect": "process",
        "title": "办理步骤",
        "rows": ["在取号机取号，到服务区等候叫号。", "窗口核对身份，确认信息。", "领取新卡并激活。"],
        "ordered": True,
    },
    "fact": {
        **COMMON,
        "kind": "fact",
        "aspect": "time_limit",
        "title": "办理时限",
        "value": "当场办结",
        "details": ["材料齐全、信息一致时。"],
        "basis": "《示例管理办法》第十条",
    },
    "place": {
        "kind": "place",
        "title": "社会保障卡服务区",
        "address": "新北区云河路69号",
        "place": ROUTE[-1],
        "route": ROUTE,
        "steps": ["从咨询台向前走到电梯。", "乘电梯到三楼。", "出电梯向前，右手边就是。"],
        "metres": 86.4,
        "schematic": True,
        "window": "18、19号窗口",
    },
    "checklist": {
        **COMMON,
        "kind": "checklist",
        "situation": "卡丢了，本人来",
        "bring": [MATERIALS[1]],
        "electronic": [MATERIALS[0]],
        "on_site": [MATERIALS[2]],
        "place": "新北区政务服务大厅 人社社保专区",
        "window": "",
        "fee": "不收费。",
        "time_limit": "当场办结",
        "notes": ["先挂失，再补领。"],
        "qr": {"label": "扫码把清单带走", "rows": ["1011", "0110", "1101", "0011"]},
    },
    "table": {
        "kind": "table",
        "title": "两件事的区别",
        "columns": ["社会保障卡补领", "社会保障卡换领"],
        "rows": [["什么时候办", "卡丢了", "卡坏了或者到期"], ["收费", "不收费", "不收费"]],
        "approved": False,
    },
    "notice": {
        "kind": "notice",
        "title": "网上也能办",
        "text": "您也可以通过江苏政务服务网在线申请，办好后邮寄到家。",
        "link": "https://www.jszwfw.gov.cn",
        "approved": True,
    },
}

CHOICES: list[Message] = [
    {"id": "c1", "label": "委托家人办理", "say": "委托家人办理", "item": "G001"},
    {"id": "c2", "label": "要不要收费", "say": "要不要收费", "item": "G001"},
    {"id": "c3", "label": "怎么激活新卡", "say": "怎么激活新卡", "item": "G001"},
]


def viseme_track(classes: str, duration_ms: int) -> list[tuple[int, str]]:
    """The classes repeated evenly over ``duration_ms``, about five shapes a second, ending at rest."""
    names = classes.split()
    count = max(1, duration_ms // 190)
    return [(n * 190, names[n % len(names)]) for n in range(count)] + [(duration_ms - 40, "sil")]


def play(hall: ScriptedHall, turn: int, question: str, by: str = "text", kinds: tuple[str, ...] = tuple(CARDS)) -> None:
    """Sends the whole turn, with the pauses a hall would make."""
    hall.send({"type": "final", "turn_id": turn, "text": question, "raw_text": question, "by": by})
    hall.send({"type": "state", "turn_id": turn, "value": "thinking"})
    time.sleep(0.6)
    texts = [text for text, _, _ in SPOKEN]
    hall.send(answer(turn, texts, [CARDS[kind] for kind in kinds], CHOICES))
    hall.send({"type": "state", "turn_id": turn, "value": "speaking"})
    for index, (text, gesture, classes) in enumerate(SPOKEN):
        duration = 200 * len(text)
        track = viseme_track(classes, duration)
        hall.send(sentence(turn, index, text, track, duration, count=len(SPOKEN), gesture=gesture))
    hall.send({"type": "turn_end", "turn_id": turn})


class Responder:
    """Answers every question of every visit with the scripted turn, and listens as a hall would."""

    def __init__(self, kinds: tuple[str, ...] = tuple(CARDS)) -> None:
        self.turn = 0
        self.kinds = kinds

    def __call__(self, hall: ScriptedHall, message: Message) -> None:
        kind = message["type"]
        if kind == "hello":
            self.turn = 0
        elif kind == "text":
            self.turn += 1
            play(hall, self.turn, message["text"], kinds=self.kinds)
        elif kind == "choice":
            self.turn += 1
            play(hall, self.turn, "社保卡丢了怎么补办", by="choice", kinds=self.kinds)
        elif kind == "listen":
            hall.send({"type": "state", "turn_id": self.turn, "value": "listening"})
        elif kind == "listen_stop":
            self.turn += 1
            play(hall, self.turn, "社保卡丢了怎么补办", by="voice", kinds=self.kinds)
        elif kind == "interrupt":
            hall.send({"type": "cancelled", "turn_id": self.turn, "reason": "interrupt", "heard": 0})
            hall.send({"type": "state", "turn_id": self.turn, "value": "idle"})


def main() -> None:
    hall = ScriptedHall(DIST, AVATAR if AVATAR.is_dir() else None)
    hall.on_message = Responder()
    hall.start()
    print(f"{hall.url}/kiosk  {hall.url}/widget/demo  (Ctrl-C ends)", flush=True)
    try:
        wait_for_ever()
    except KeyboardInterrupt:
        hall.stop()


def wait_for_ever() -> None:
    """Waits for Ctrl-C without using the processor."""
    threading.Event().wait()


if __name__ == "__main__":
    main()
