"""哪里离我近: the service point of the town or street that somebody lives in."""

from __future__ import annotations

import re

from assistant.answers.model import Choice
from knowledge_base.loading import Library
from knowledge_base.records import ServicePoint

_NEAR = re.compile(
    r"离(?:我|家|我家|我们)?(?:最|比较|更)?近|家门口(?:能|可以|有)|就近(?:能|可以|办|的)|近一点的|附近(?:哪里|哪儿|哪个点|有没有(?:地方|点))?(?:能|可以)(?:办|交|领)|附近的服务点"
    r"|(?:村里|社区|镇上|街道)(?:里|上)?(?:能不能|可不可以|能办|可以办|有没有)|(?:服务|便民)(?:点|站)(?:在哪|有哪)"
)
#: A story that only mentions its neighbourhood asks for something else.
_LONGEST = 26


class NearHome:
    """Service points of one library by the names of the places they serve."""

    def __init__(self, library: Library):
        self._points = list(library.points.values())
        self._areas = {name: point for point in self._points for name in reversed([point.town, *point.area])}
        # A town's centre goes before its villages where a name stands for both.
        for point in self._points:
            if point.level != "村和社区":
                self._areas.update(dict.fromkeys([point.town, *point.area], point))

    def asks(self, text: str) -> bool:
        """Whether the words ask for something near home."""
        return bool(self._points) and len(text) <= _LONGEST and _NEAR.search(text) is not None

    def named(self, text: str) -> ServicePoint | None:
        """The point whose place is named, the longest name first."""
        names = sorted((name for name in self._areas if len(name) > 1 and name in text), key=len)
        return self._areas[names[-1]] if names else None

    def choices(self, make) -> list[Choice]:
        """One choice a town or street; ``make`` turns label and words into a choice."""
        towns = dict.fromkeys(point.town for point in self._points)
        return [make(town, f"{town}离我近的服务点在哪里") for town in towns]
