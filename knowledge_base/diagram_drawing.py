"""A process diagram as SVG: a column a stage, a box a step, an arrow for what comes after what."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from knowledge_base.records import DiagramStep, ProcessDiagram

_WIDTH, _GAP, _LEFT, _TOP = 240, 90, 24, 96
_LINE, _PAD, _BETWEEN = 22, 12, 26
_CHARS = 15
_RAIL = 16


@dataclass(frozen=True)
class _Box:
    step: DiagramStep
    x: int
    y: int
    height: int
    lines: list[tuple[str, str]]


def _wrap(text: str) -> list[str]:
    return [text[i : i + _CHARS] for i in range(0, len(text), _CHARS)]


def _lines(step: DiagramStep) -> list[tuple[str, str]]:
    """Words of a box with the class each line is drawn in."""
    lines = [(line, "name") for line in _wrap(step.name)]
    lines += [(line, "who") for line in _wrap(step.who)]
    for merged in step.merged:
        lines += [(line, "merged") for line in _wrap(f"合并：{merged}")]
    if step.waived:
        lines += [(line, "waived") for line in _wrap(f"可免：{step.waived}")]
    return lines


def _boxes(diagram: ProcessDiagram) -> list[_Box]:
    boxes: list[_Box] = []
    for column, stage in enumerate(diagram.stages):
        y = _TOP
        for step in diagram.steps:
            if step.stage == stage.id:
                lines = _lines(step)
                height = 2 * _PAD + _LINE * len(lines)
                boxes.append(_Box(step, _LEFT + column * (_WIDTH + _GAP), y, height, lines))
                y += height + _BETWEEN
    return boxes


def _arrow(start: _Box, end: _Box) -> str:
    a, b = start.y + start.height // 2, end.y + end.height // 2
    if start.x == end.x:
        if end.y == start.y + start.height + _BETWEEN:
            return f'<path d="M{start.x + _WIDTH // 2} {start.y + start.height} V{end.y - 2}"/>'
        # Beside the column: behind the boxes in between, steps side by side would look like a chain.
        return f'<path d="M{start.x} {a} H{start.x - _RAIL} V{b} H{end.x - 2}"/>'
    left, right = start.x + _WIDTH, end.x
    middle = right - _GAP // 2
    return f'<path d="M{left} {a} H{middle} V{b} H{right - 2}"/>'


def draw(diagram: ProcessDiagram) -> str:
    """The diagram as an SVG document; every text is escaped."""
    boxes = _boxes(diagram)
    by_id = {box.step.id: box for box in boxes}
    width = 2 * _LEFT + len(diagram.stages) * (_WIDTH + _GAP) - _GAP
    height = max(box.y + box.height for box in boxes) + 48
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(diagram.name)}">',
        f"<title>{escape(diagram.name)}</title>",
        "<style>text{font-family:'Noto Sans CJK SC','Noto Sans SC',sans-serif;font-size:15px;fill:#1f2d3d}"
        ".title{font-size:20px;font-weight:700}.stage{font-weight:700;fill:#0b5cad}.name{font-weight:700}"
        ".who{fill:#52606d}.merged{fill:#0a7d46}.waived,.small{fill:#a15c00;font-size:13px}"
        "rect{fill:#fff;stroke:#9fb3c8}path{fill:none;stroke:#52606d;stroke-width:1.6;marker-end:url(#a)}</style>",
        '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" style="fill:#52606d;stroke:none;marker-end:none"/></marker></defs>',
        f'<text class="title" x="{_LEFT}" y="34">{escape(diagram.name)}</text>',
    ]
    for column, stage in enumerate(diagram.stages):
        x = _LEFT + column * (_WIDTH + _GAP)
        parts.append(f'<text class="stage" x="{x}" y="72">{escape(stage.name)}</text>')
    for box in boxes:
        parts += [_arrow(by_id[before], box) for before in box.step.after]
    for box in boxes:
        parts.append(f'<rect x="{box.x}" y="{box.y}" width="{_WIDTH}" height="{box.height}" rx="8"/>')
        for number, (line, style) in enumerate(box.lines):
            y = box.y + _PAD + _LINE * number + 16
            parts.append(f'<text class="{style}" x="{box.x + 12}" y="{y}">{escape(line)}</text>')
    approved = diagram.provenance.approved_by_hall
    if not approved:
        parts.append(f'<text class="small" x="{_LEFT}" y="{height - 16}">未经大厅核定，以窗口为准</text>')
    return "".join([*parts, "</svg>"])
