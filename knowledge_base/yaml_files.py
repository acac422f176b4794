"""YAML as the library uses it: plain data, and the line on which a field stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

# SafeLoader builds plain data only; the C one is ten times faster.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> object:
    """Raises yaml.YAMLError, OSError or UnicodeDecodeError."""
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=_LOADER)


class Lines:
    """Lines of a file's fields. Parsed when first asked, which only a file with a problem is."""

    def __init__(self, path: Path):
        self._path = path
        self._root: yaml.Node | None = None

    def line(self, place: Sequence[str | int]) -> int:
        """The line (from 1) of a field given by keys and list positions; of its nearest parent when it is not there."""
        if self._root is None:
            with self._path.open(encoding="utf-8") as stream:
                self._root = yaml.compose(stream, Loader=_LOADER)
        node, found = self._root, 1
        for step in place:
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == str(step)), None)
                if pair is None:
                    break
                found, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode):
                if not str(step).isdigit() or int(step) >= len(node.value):
                    break
                node = node.value[int(step)]
                found = node.start_mark.line + 1
            else:
                break
        return found
