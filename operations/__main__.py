"""``python3 -m operations COMMAND``: what the Makefile calls. Standard library only, Python 3.8 or newer."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from typing import List, Mapping, Optional

from operations import locking, running, testing
from operations.bootstrap import environments, node
from operations.errors import OperationError
from operations.models import upkeep
from operations.models.provide import provide
from operations.models.registry import MODELS, named, wanted
from operations.places import Places, child_environment, settings
from operations.preparation.library import ensure_library, library_settings, vectors_file
from operations.preparation.training import ensure_model
from operations.progress import Progress
from operations.setup import STAGES, set_up
from operations.stamps import Stamp
from operations.supervisor.addresses import address, require_free


def _say(line: str) -> None:
    print(line, flush=True)


def _run(places: Places, found: Mapping[str, str], _: argparse.Namespace) -> int:
    where = address(found, places)
    pid_file = running.PidFile(places.pid_file)
    if not pid_file.take():
        running.tell_running(places, pid_file.running() or 0)
        return 0
    try:
        require_free(where)
        progress = Progress(STAGES + 2)
        set_up(places, found, progress)
        return running.serve(places, where, found, progress)
    finally:
        pid_file.release()


def _setup(places: Places, found: Mapping[str, str], options: argparse.Namespace) -> int:
    set_up(places, found, Progress(STAGES), tests=options.tests)
    return 0


def _stop(places: Places, _: Mapping[str, str], __: argparse.Namespace) -> int:
    return running.stop(places)


def _test(places: Places, found: Mapping[str, str], options: argparse.Namespace) -> int:
    return testing.run_tests(places, found, options.all, options.arguments)


def _models(places: Places, found: Mapping[str, str], options: argparse.Namespace) -> int:
    if options.list:
        for model in MODELS:
            present = "+" if (places.models / model.name).exists() else " "
            _say(f"{present} {model.name:<14}{model.group:<8}{model.what} ({model.licence}); {model.setting}")
        return 0
    if options.verify or options.remove or options.use:
        return _look_after(places, found, options)
    chosen = [m for m in wanted(found, asked=options.names) if not options.names or m.name in options.names]
    if options.anew:
        for model in chosen:
            Stamp(places.model_stamps / model.name).clear()
    with Progress(1).stage("模型", "models: " + ", ".join(model.name for model in chosen)) as stage:
        environments.ensure(environments.HALL, places, stage.note)
        if not provide(chosen, places, found, stage.note):
            stage.unchanged()
    return 0


def _look_after(places: Places, found: Mapping[str, str], options: argparse.Namespace) -> int:
    """Check, remove or choose models; without names all that are installed are checked."""
    installed = [model.name for model in MODELS if (places.models / model.name).exists()]
    wrong = False
    for model in map(named, options.names or (installed if options.verify else ())):
        if options.verify:
            try:
                damaged = upkeep.verify(model, places)
            except OperationError as error:
                _say(str(error))
                wrong = True
                continue
            wrong = wrong or bool(damaged)
            _say(f"{model.name}: " + (f"已损坏 damaged: {', '.join(damaged)}" if damaged else "完好 whole"))
        elif options.remove:
            _say(f"{model.name}: 已删除 removed ({upkeep.remove(model, places) / 1e6:.0f} MB)")
        else:
            _say(f"hall.yml: {upkeep.use(model, places)}; 重启后生效 takes effect at the next start")
    return 1 if wrong else 0


def _cert(places: Places, _: Mapping[str, str], options: argparse.Namespace) -> int:
    environments.ensure(environments.HALL, places, _say)
    command = [str(places.python("hall")), "-m", "operations.certificates", "--out", str(places.tls), *options.names]
    return subprocess.call(command, cwd=str(places.root), env=child_environment(places))


def _train(places: Places, found: Mapping[str, str], options: argparse.Namespace) -> int:
    progress = Progress(3)
    with progress.stage("环境与模型", "environments, models") as stage:
        for environment in environments.ENVIRONMENTS:
            environments.ensure(environment, places, stage.note)
        provide([m for m in wanted(found) if m.name == "e5-small"], places, found, stage.note)
    with progress.stage("知识库", "library") as stage:
        if not ensure_library(places, found, stage.note):
            stage.unchanged()
    with progress.stage("对话模型", "dialogue model") as stage:
        if not ensure_model(places, stage.note, force=options.force):
            stage.unchanged()
    return 0


def _bench(places: Places, found: Mapping[str, str], options: argparse.Namespace) -> int:
    set_up(places, found, Progress(STAGES))
    command = [str(places.python("hall")), "-m", "bench", *options.arguments]
    return subprocess.call(command, cwd=str(places.root), env=child_environment(places))


def _check(places: Places, _: Mapping[str, str], __: argparse.Namespace) -> int:
    environments.ensure(environments.HALL, places, _say)
    return testing.check(places)


def _check_library(places: Places, found: Mapping[str, str], options: argparse.Namespace) -> int:
    environments.ensure(environments.HALL, places, _say)
    folder, model, prefix = library_settings(places, found)
    command = [str(places.python("hall")), "-m", "knowledge_base", "check", "--library", str(folder)]
    if model.is_dir():
        command += ["--model", str(model), "--prefix", prefix, "--vectors", str(vectors_file(places, model))]
    if options.laws:
        command += ["--laws", options.laws]
    return subprocess.call(command, cwd=str(places.root), env=child_environment(places))


def _lock(places: Places, _: Mapping[str, str], options: argparse.Namespace) -> int:
    return locking.make_locks(places, _say, present=options.present)


def _web(places: Places, _: Mapping[str, str], __: argparse.Namespace) -> int:
    with Progress(1).stage("网页客户端", "web client") as stage:
        if not node.ensure_web(places, stage.note):
            stage.unchanged()
    return 0


def _clean(places: Places, _: Mapping[str, str], options: argparse.Namespace) -> int:
    """Build outputs and caches; with --all also environments, models and downloads. Never a hall's data."""
    if running.PidFile(places.pid_file).running():
        raise OperationError("请先停止 stop it first: make stop")
    folders = [places.web / "dist", places.root / ".rasa", places.root / ".pytest_cache", places.root / ".ruff_cache"]
    if options.all:
        folders += [places.environments, places.web / "node_modules", places.models, places.packages]
    for folder in folders:
        if folder.exists():
            _say(f"删除 removing {folder}")
            shutil.rmtree(str(folder), ignore_errors=True)
    return 0


def parser() -> argparse.ArgumentParser:
    """One sub-command a Makefile target."""
    top = argparse.ArgumentParser(prog="python3 -m operations", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    def add(name: str, work, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text)
        command.set_defaults(work=work)
        return command

    add("run", _run, "set up what is missing, start the hall, wait until it is ready")
    add("setup", _setup, "set up without starting").add_argument("--tests", action="store_true")
    add("stop", _stop, "stop the running hall")
    test = add("test", _test, "set up, then run the tests")
    test.add_argument("--all", action="store_true", help="the slow ones too")
    test.add_argument("arguments", nargs="*", help="for pytest (after --)")
    models = add("models", _models, "fetch models")
    models.add_argument("names", nargs="*")
    models.add_argument("--list", action="store_true")
    models.add_argument("--verify", action="store_true", help="are the files what they were when they came?")
    models.add_argument("--anew", action="store_true", help="unpack again")
    models.add_argument("--remove", action="store_true", help="take the named models away")
    models.add_argument("--use", action="store_true", help="write the named voice or engine into hall.yml")
    add("cert", _cert, "make a local CA and a server certificate").add_argument("names", nargs="*")
    add("train", _train, "train the dialogue model").add_argument("--force", action="store_true")
    add("bench", _bench, "run a benchmark").add_argument("arguments", nargs=argparse.REMAINDER)
    add("check", _check, "lint, type-check, validate the library")
    check = add("check-library", _check_library, "everything that is wrong with the library, by file and line")
    check.add_argument("--laws", default="", help="folder of law texts: are the cited articles and figures there?")
    lock = add("lock", _lock, "make the lock files anew")
    lock.add_argument("--present", action="store_true", help="freeze the environments as they stand")
    add("web", _web, "build the web client")
    add("clean", _clean, "remove build outputs and caches").add_argument("--all", action="store_true")
    return top


def main(arguments: Optional[List[str]] = None) -> int:
    options = parser().parse_args(arguments)
    try:
        return options.work(Places.of(), settings(), options)
    except OperationError as error:
        print(f"错误 error: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\n已中止 stopped", file=sys.stderr, flush=True)
        return 130
    except OSError as error:
        if not error.filename:
            raise
        print(f"错误 error: {error.filename}: {error.strerror}", file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
