"""Debian packages the hall needs: which are missing, and installing them where that is allowed."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, List, Mapping, Optional, Sequence, Tuple

from operations.errors import OperationError
from operations.shell import ask, run


@dataclass(frozen=True)
class SystemPackage:
    """A package under the names it has in Debian and Ubuntu releases, newest first.

    ``programs``: having any of them on the path is as good as the package (a snap, another browser).
    """

    names: Tuple[str, ...]
    why: str
    programs: Tuple[str, ...] = ()


PACKAGES = (
    SystemPackage(("chromium",), "kiosk page, browser tests", ("chromium", "chromium-browser", "google-chrome")),
    SystemPackage(("fonts-noto-cjk",), "Chinese text in the browser"),
    SystemPackage(("libgl1",), "OpenCV"),
    SystemPackage(("libglib2.0-0t64", "libglib2.0-0"), "OpenCV"),
    SystemPackage(("libportaudio2",), "microphone of the kiosk agent"),
    SystemPackage(("espeak-ng",), "voice of last resort", ("espeak-ng",)),
    SystemPackage(("libsndfile1",), "WAV and FLAC"),
    SystemPackage(("ffmpeg",), "sign videos", ("ffmpeg",)),
)


def _installed(names: Sequence[str]) -> bool:
    for name in names:
        if (ask(["dpkg-query", "-W", "-f=${Status}", name]) or "").endswith(" installed"):
            return True
    return False


def missing(packages: Sequence[SystemPackage] = PACKAGES) -> List[SystemPackage]:
    """The packages that are neither installed nor replaced by a program on the path."""
    return [
        package
        for package in packages
        if not any(shutil.which(program) for program in package.programs) and not _installed(package.names)
    ]


def privilege(environ: Optional[Mapping[str, str]] = None) -> Optional[List[str]]:
    """What to put before ``apt-get``: nothing for root, ``sudo -n`` where no password is asked, None: not allowed."""
    environ = os.environ if environ is None else environ
    if environ.get("HALL_SKIP_APT") == "1" or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and ask(["sudo", "-n", "true"]) is not None:
        return ["sudo", "-n"]
    return None


def available(name: str) -> bool:
    """Whether apt offers ``name`` (by the package lists this machine has)."""
    policy = ask(["apt-cache", "policy", name]) or ""
    return any(line.strip().startswith("Candidate:") and "(none)" not in line for line in policy.splitlines())


def choose_names(packages: Sequence[SystemPackage], offered: Callable[[str], bool] = available) -> List[str]:
    """One name a package: the first that is offered; the last when apt knows none of them."""
    return [next((name for name in package.names if offered(name)), package.names[-1]) for package in packages]


def install(names: Sequence[str], before: Sequence[str], log: Path, cwd: Path, note: Callable[[str], None]) -> None:
    """``apt-get install`` without questions and without recommended packages.

    Raises:
        OperationError: with the command to run by hand when apt fails.
    """
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    keep = ["env", "DEBIAN_FRONTEND=noninteractive"]
    command = [*before, *keep, "apt-get", "install", "-y", "--no-install-recommends", *names]
    try:
        run(command, what="apt-get install", log=log, cwd=cwd, environment=environment, note=note, append=True)
    except OperationError as error:
        raise OperationError(f"{error}\n请手动安装 install by hand: {by_hand(names)}") from error


def by_hand(names: Sequence[str]) -> str:
    """The line an engineer can paste."""
    return "sudo apt-get update && sudo apt-get install -y --no-install-recommends " + " ".join(names)


def ensure(log: Path, cwd: Path, note: Callable[[str], None]) -> bool:
    """Install what is missing, or say what to install; returns whether nothing was missing.

    A missing package never stops the set-up: the hall says itself what does not work without it.
    """
    lacking = missing()
    if not lacking:
        return True
    before = privilege()
    if before is None:
        names = choose_names(lacking)
        reasons = "; ".join(f"{name}: {package.why}" for name, package in zip(names, lacking))
        note(f"缺少系统软件包 missing ({reasons})")
        note(f"请安装 install: {by_hand(names)}")
        return False
    if not all(any(available(name) for name in package.names) for package in lacking):
        try:
            command = [*before, "apt-get", "update"]
            run(command, what="apt-get update", log=log, cwd=cwd, environment=os.environ, note=note)
        except OperationError as error:
            note(str(error).splitlines()[0])
    names = choose_names(lacking)
    offered = [name for name in names if available(name)]
    for name in sorted(set(names) - set(offered)):
        note(f"软件源中没有 not offered by apt: {name}")
    if offered:
        try:
            install(offered, before, log, cwd, note)
        except OperationError as error:
            note(str(error))
    return not missing()
