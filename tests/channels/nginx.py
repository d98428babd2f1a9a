"""nginx with the file that is deployed, before processes of ours."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.channels.serving import free_port

DEPLOYED = Path(__file__).parents[2] / "deploy" / "nginx.conf"
START_SECONDS = 30


def configuration(folder: Path, port: int, urls: Sequence[str]) -> str:
    """The deployed file with these processes, at this port, its files in `folder`."""
    text = DEPLOYED.read_text(encoding="utf-8")
    servers = "\n".join(
        f"    server {url.split('//')[1].rstrip('/')} max_fails=2 fail_timeout=5s;"
        for url in urls
    )
    text = re.sub(r" *server bot:5005[^;]*;", servers, text)
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}")
    return text.replace("/tmp/backstride", f"{folder}/nginx")


@contextmanager
def nginx(folder: Path, urls: Sequence[str]) -> Iterator[str]:
    """The address of a running one."""
    port = free_port()
    path = folder / "nginx.conf"
    path.write_text(configuration(folder, port, urls), encoding="utf-8")
    process = subprocess.Popen(["nginx", "-c", str(path), "-g", "daemon off;"])
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS * 10):
        assert process.poll() is None, "nginx did not start"
        try:
            httpx.get(f"{address}/health", timeout=5, verify=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("nginx does not answer")
