"""The files under deploy/ hold together with one another and with the code."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
KNOWN = {
    "BACKSTRIDE_MODEL_SHA256", "BACKSTRIDE_JOURNAL", "BACKSTRIDE_LOG",
    "BACKSTRIDE_DATABASE_URL",
}  # fmt: skip


def documents(path: Path) -> list[dict[str, Any]]:
    # Rasa teaches the YAML reader to put the environment in; here it stays out.
    text = re.sub(r"\$\{[^}]*\}", "filled in", path.read_text(encoding="utf-8"))
    return list(YAML(typ="safe").load_all(text))


def variables(text: str) -> set[str]:
    return set(re.findall(r"\bBACKSTRIDE_[A-Z0-9_]+", text))


def known_variables() -> set[str]:
    settings = (ROOT / "bot" / "dialogue" / "settings.py").read_text(encoding="utf-8")
    return variables(settings) | KNOWN


@pytest.mark.parametrize(
    "path", [DEPLOY / "compose.yml", *sorted((DEPLOY / "kubernetes").glob("*.yml"))]
)
def test_only_settings_that_exist_are_set(path: Path) -> None:
    assert variables(path.read_text(encoding="utf-8")) <= known_variables()
    assert all(documents(path))


def test_every_setting_is_explained() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert known_variables() == variables(page)


def test_probes_ask_for_what_is_served() -> None:
    served = (ROOT / "bot" / "channels" / "health.py").read_text(encoding="utf-8")
    served += (ROOT / "bot" / "channels" / "metrics.py").read_text(encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in DEPLOY.rglob("*.yml")]
    asked = set(re.findall(r"/(?:health|metrics)[a-z/]*", " ".join(texts)))
    assert asked
    assert all(f'"{path}"' in served for path in asked)


def test_kubernetes_names_what_is_there() -> None:
    found = [
        each
        for path in sorted((DEPLOY / "kubernetes").glob("*.yml"))
        for each in documents(path)
    ]
    assert all(each["apiVersion"] and each["metadata"]["name"] for each in found)
    kinds = {each["kind"]: each for each in found}
    pod = kinds["Deployment"]["spec"]["template"]
    assert kinds["Service"]["spec"]["selector"] == pod["metadata"]["labels"]
    (bot,) = pod["spec"]["containers"]
    assert {each["name"] for each in bot["ports"]} == {"http"}
    mounted = {each["name"] for each in bot["volumeMounts"]}
    assert mounted == {each["name"] for each in pod["spec"]["volumes"]}
    # The balancer is told first, then turns are finished, then it is killed.
    assert pod["spec"]["terminationGracePeriodSeconds"] >= 5 + 10 + 4


def test_nginx_lets_bodies_through_that_the_bot_takes() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert "server bot:5005" in text
    compose = documents(DEPLOY / "compose.yml")[0]
    assert "bot" in compose["services"]
    assert "location /metrics" in text


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_takes_the_file(tmp_path: Path) -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("server bot:5005", "server 127.0.0.1:5005")
    text = text.replace("/tmp/backstride", f"{tmp_path}/nginx")
    path = tmp_path / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["nginx", "-t", "-c", path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
