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
PAGES = (
    "docs/operations.md",
    "docs/website.md",
    "docs/slack-and-telegram.md",
    "README.md",
)
INTERNAL = {"BACKSTRIDE_KNOWLEDGE"}  # for tests, which bring a folder of their own


def documents(path: Path) -> list[dict[str, Any]]:
    # Rasa teaches the YAML reader to put the environment in; here it stays out.
    text = re.sub(r"\$\{[^}]*\}", "filled in", path.read_text(encoding="utf-8"))
    return list(YAML(typ="safe").load_all(text))


def variables(text: str) -> set[str]:
    return set(re.findall(r"\bBACKSTRIDE_[A-Z0-9_]+", text))


def known_variables() -> set[str]:
    """What the code reads, wherever that is."""
    sources = sorted((ROOT / "bot").rglob("*.py"))
    texts = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    return variables(texts) - INTERNAL


@pytest.mark.parametrize(
    "path", [DEPLOY / "compose.yml", *sorted((DEPLOY / "kubernetes").glob("*.yml"))]
)
def test_only_settings_that_exist_are_set(path: Path) -> None:
    assert variables(path.read_text(encoding="utf-8")) <= known_variables()
    assert all(documents(path))


def test_every_setting_is_explained() -> None:
    pages = [(ROOT / name).read_text(encoding="utf-8") for name in PAGES]
    assert known_variables() == variables("\n".join(pages))


def test_all_bots_are_given_what_they_must_share() -> None:
    shared = {
        "BACKSTRIDE_SECRET",
        "BACKSTRIDE_CONVERSATIONS_URL",
        "BACKSTRIDE_REDIS_URL",
    }
    compose = documents(DEPLOY / "compose.yml")[0]
    assert shared <= set(compose["services"]["bot"]["environment"])
    secret = (DEPLOY / "kubernetes" / "settings.yml").read_text(encoding="utf-8")
    assert shared <= set(re.findall(r"--from-literal=(\w+)=", secret))


def test_everybody_s_port_is_the_bot_s() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    (port,) = re.findall(r"^EXPOSE (\d+)$", dockerfile, re.MULTILINE)
    assert f'"--port", "{port}"' in dockerfile
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"server bot:(\d+)", nginx) == [port]
    bot = documents(DEPLOY / "compose.yml")[0]["services"]["bot"]
    assert f"127.0.0.1:{port}/" in bot["healthcheck"]["test"][-1]
    pod = kubernetes()["Deployment"]["spec"]["template"]
    (container,) = pod["spec"]["containers"]
    assert str(container["ports"][0]["containerPort"]) == port
    assert pod["metadata"]["annotations"]["prometheus.io/port"] == port


def test_kubernetes_means_itself() -> None:
    """Images, services, claims, settings and targets are those of the other files."""
    found = kubernetes()
    (bot,) = found["Deployment"]["spec"]["template"]["spec"]["containers"]
    job = found["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (nightly,) = job["containers"]
    assert nightly["image"] == bot["image"]
    assert nightly["envFrom"] == bot["envFrom"]
    claims = [each["persistentVolumeClaim"]["claimName"] for each in job["volumes"]]
    assert claims == [found["PersistentVolumeClaim"]["metadata"]["name"]]
    names = {each["metadata"]["name"] for each in (found["ConfigMap"],)}
    assert {each["configMapRef"]["name"] for each in bot["envFrom"][:1]} == names
    target = found["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    assert target["name"] == found["Deployment"]["metadata"]["name"]
    paths = found["Ingress"]["spec"]["rules"][0]["http"]["paths"]
    backends = {each["path"]: each["backend"]["service"]["name"] for each in paths}
    assert backends["/"] == found["Service"]["metadata"]["name"]
    assert backends["/metrics"] != backends["/"]


def test_what_is_run_every_night_are_commands_that_exist() -> None:
    job = kubernetes()["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    commands = re.findall(r"backstride (\w+)", job["containers"][0]["args"][0])
    assert commands == ["retention", "backup"]
    assert all((ROOT / "bot" / "cli" / f"{each}.py").exists() for each in commands)


def test_nothing_of_a_runner_goes_into_an_image() -> None:
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".backstride", "*.db", ".env*"} <= set(left_out)


def kubernetes() -> dict[str, Any]:
    """What there is, by its kind."""
    return {
        each["kind"]: each
        for path in sorted((DEPLOY / "kubernetes").glob("*.yml"))
        for each in documents(path)
    }


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
