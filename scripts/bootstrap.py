"""Makes the environment from the locked requirements; run by scripts/bootstrap.

Run again, it does nothing unless the requirements, our own packages' metadata, or the
place of the checkout have changed. What was left half made is made again.
"""

import argparse
import fcntl
import hashlib
import json
import os
import platform
import signal
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
LOCKED_FOR = {("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64")}
# Where pip would put things elsewhere, or Python would look for them elsewhere.
MISLEADING = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Profile:
    """An environment, the requirements files that fill it, in order, and whether our
    own packages follow.
    """

    folder: str
    requirements: tuple[str, ...]
    holds_us: bool = True


PROFILES = {
    "dev": Profile(".venv", ("build.txt", "dev.txt")),
    "runtime": Profile(".venv", ("build.txt", "runtime.txt")),
    "tensorflow": Profile(".venv-tensorflow", ("build.txt", "tensorflow.txt")),
    "medspacy": Profile(
        ".venv-medspacy", ("build.txt", "medspacy.txt"), holds_us=False
    ),
}


class SetupError(Exception):
    """Said to whoever runs this, without a traceback."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bootstrap", description=__doc__)
    parser.add_argument(
        "profile",
        nargs="?",
        default="dev",
        choices=PROFILES,
        help="dev (all), runtime (to serve the bot), tensorflow and medspacy (to "
        "compare with)",
    )
    profile = PROFILES[parser.parse_args().profile]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with_exclusive_checkout(lambda: bring_up_to_date(profile))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The same command makes it again.", file=sys.stderr)
        return 130
    return 0


def with_exclusive_checkout(step: Callable[[], None]) -> None:
    """Two at once would trip over each other's half-made environment."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        step()
    finally:
        os.close(folder)


def bring_up_to_date(profile: Profile) -> None:
    environment = Environment(ROOT / profile.folder)
    wanted = {
        "requirements": hash_of(
            [ROOT / "requirements" / name for name in profile.requirements],
            str(environment.folder),
            sys.executable,
            sys.version,
        ),
        "own": hash_of(own_metadata(), str(ROOT)) if profile.holds_us else "",
    }
    found = environment.stamp()
    if found == wanted:
        return
    started = time.monotonic()
    if found.get("requirements") != wanted["requirements"]:
        check_platform()
        environment.make()
        for name in profile.requirements:
            environment.install(
                f"Installing {name.partition('.')[0]} packages",
                "--require-hashes",
                "--no-build-isolation",
                "--requirement",
                str(ROOT / "requirements" / name),
            )
    if profile.holds_us:
        environment.install(
            "Installing Backstride itself",
            "--no-index",
            "--no-build-isolation",
            "--force-reinstall",
            str(ROOT / "packages" / "rasa_slim"),
            "--editable",
            str(ROOT),
        )
    environment.write_stamp(wanted)
    print(f"{profile.folder} is ready ({time.monotonic() - started:.0f} s).")


def own_metadata() -> list[Path]:
    """The files of ours that are copied into the environment, not read in place."""
    slim = ROOT / "packages" / "rasa_slim"
    files = (path for path in slim.rglob("*") if "__pycache__" not in path.parts)
    return [ROOT / "pyproject.toml", *sorted(path for path in files if path.is_file())]


def hash_of(files: list[Path], *words: str) -> str:
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def check_platform() -> None:
    here = (platform.system(), platform.machine())
    if here not in LOCKED_FOR:
        places = ", ".join(f"{system} {machine}" for system, machine in LOCKED_FOR)
        print(
            f"The locked packages are for {places}; this is {here[0]} {here[1]}. "
            "Trying all the same.",
            file=sys.stderr,
        )


class Environment:
    """A virtual environment of this checkout, and the log of how it was made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stamp_file = folder / "backstride-setup.json"
        self.log_file = folder / "backstride-setup.log"
        self.python = folder / "bin" / "python"
        # Lies beside the folder while that is being made or cleared, so that what an
        # interruption leaves is known to be ours.
        self.unfinished = folder.with_name(f"{folder.name}.unfinished")

    def stamp(self) -> dict[str, str]:
        try:
            stamp = json.loads(self.stamp_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        whole = self.python.exists() and not self.unfinished.exists()
        return stamp if isinstance(stamp, dict) and whole else {}

    def write_stamp(self, stamp: dict[str, str]) -> None:
        self.stamp_file.write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")
        self.unfinished.unlink(missing_ok=True)

    def make(self) -> None:
        if not self._may_be_cleared():
            raise SetupError(
                f"{self.folder} is in the way: it holds something that is not a Python "
                "environment. Move it away, then run the same command again."
            )
        print(f"Making {self.folder.name} with Python {platform.python_version()} ...")
        self.unfinished.touch()
        try:
            venv.create(self.folder, clear=True, symlinks=True)
        except OSError as error:
            raise SetupError(f"{self.folder} could not be made: {error}") from error
        self._run("Installing pip", 0, "ensurepip", "--default-pip")

    def _may_be_cleared(self) -> bool:
        return (
            self.unfinished.exists()
            or not self.folder.exists()
            or not any(self.folder.iterdir())
            or (self.folder / "pyvenv.cfg").exists()
        )

    def install(self, what: str, *arguments: str) -> None:
        pip = ("pip", "install", "--no-deps", "--progress-bar=off")
        self._run(what, count_requirements(arguments), *pip, *arguments)

    def _run(self, what: str, total: int, module: str, *arguments: str) -> None:
        with self.log_file.open("a", encoding="utf-8") as log:
            progress = Progress(what, total, log)
            failed = run(
                [str(self.python), "-I", "-m", module, *arguments], progress.see
            )
            progress.end()
        if failed:
            tail = self.log_file.read_text(encoding="utf-8").splitlines()[-15:]
            raise SetupError(
                "\n".join([f"{what} failed. The end of {self.log_file}:", *tail])
            )


def run(command: list[str], see: Callable[[str], None]) -> int:
    """Runs pip, hands over its output line by line, and ends it if we are ended.

    It gets a session of its own, so that all that it started ends with it.
    """
    variables = {
        name: value
        for name, value in os.environ.items()
        if name not in MISLEADING and not name.startswith("PYTHON")
    }
    variables.update(PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        for line in process.stdout or ():
            see(line)
        return process.wait()
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        raise


def count_requirements(arguments: tuple[str, ...]) -> int:
    if "--requirement" not in arguments:
        return 0
    file = Path(arguments[arguments.index("--requirement") + 1])
    lines = file.read_text(encoding="utf-8").splitlines()
    return sum(line[:1].isalnum() for line in lines)


class Progress:
    """One line that is kept up to date; where there is no terminal, a few lines."""

    def __init__(self, what: str, total: int, log: TextIO) -> None:
        self.what, self.total, self.log = what, total, log
        self.seen = 0
        self.started = time.monotonic()
        self.on_terminal = sys.stdout.isatty()
        self.stopped = threading.Event()
        if total and not self.on_terminal:
            print(f"{what} ...", flush=True)
        self.thread = threading.Thread(target=self._tick, daemon=True)
        self.thread.start()

    def see(self, line: str) -> None:
        self.log.write(line)
        if line.startswith("Collecting "):
            self.seen += 1
        elif line.startswith("Installing collected packages"):
            self.seen = self.total

    def end(self) -> None:
        self.stopped.set()
        self.thread.join()
        if self.on_terminal:
            print(f"\r\033[K{self._line()}", flush=True)

    def _tick(self) -> None:
        while not self.stopped.wait(0.5 if self.on_terminal else 20):
            start, end = ("\r\033[K", "") if self.on_terminal else ("", "\n")
            print(f"{start}{self._line()}", end=end, flush=True)

    def _line(self) -> str:
        seconds = f"{time.monotonic() - self.started:.0f} s"
        if not self.total:
            return f"{self.what} ... {seconds}"
        if self.seen < self.total:
            return f"{self.what} ... fetched {self.seen} of {self.total}, {seconds}"
        return f"{self.what} ... unpacking {self.total}, {seconds}"


if __name__ == "__main__":
    sys.exit(main())
