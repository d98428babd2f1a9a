"""Which platforms are on, in words; and the manifest that makes the Slack app."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from ruamel.yaml import YAML

from bot.channels.chat.environment import SettingsError
from bot.channels.gateway import Gateway
from bot.channels.intake import is_reserved
from bot.channels.platforms import Platforms
from bot.channels.slack.settings import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from bot.channels.telegram.settings import SECRET, TOKEN, WEBHOOK_URL

ROOT = Path(__file__).parents[3]
SLACK = {BOT_TOKEN.name: "xoxb-1234567890-abc", APP_TOKEN.name: "xapp-1234567890-abc"}
EVENTS = {BOT_TOKEN.name: "xoxb-1234567890-abc", SIGNING_SECRET.name: "0" * 32}
TELEGRAM = {TOKEN.name: "123456:abcdefghijklmnopqrstuvwxyz"}
WEBHOOK = {
    **TELEGRAM,
    WEBHOOK_URL.name: "https://bot.example.org",
    SECRET.name: "abcdefghijklmnopqrst",
}


class Nothing:
    """Nothing is kept of anybody."""

    async def export(self, sender: str) -> dict[str, Any]:
        return {}

    async def delete(self, sender: str) -> None:
        return None


@pytest.fixture(scope="module")
def gateway() -> Gateway:
    async def silent(message: UserMessage) -> None:
        return None

    return Gateway(silent)


def lines(environment: dict[str, str], gateway: Gateway) -> list[str]:
    return Platforms.from_environment(environment, gateway, Nothing()).in_words()


@pytest.mark.parametrize(
    ("environment", "slack", "telegram"),
    [
        ({}, f"off (set {BOT_TOKEN.name}", f"off (set {TOKEN.name}"),
        (SLACK, "on (Socket Mode", "off"),
        (EVENTS, "on (Events API at /webhooks/slack/webhook", "off"),
        (TELEGRAM, "off", "on (long polling"),
        (WEBHOOK, "off", "on (webhook at /webhooks/telegram/webhook"),
    ],
)
def test_the_platforms_say_whether_they_are_on(
    environment: dict[str, str], slack: str, telegram: str, gateway: Gateway
) -> None:
    first, second = lines(environment, gateway)
    assert first.startswith(f"Slack: {slack}")
    assert second.startswith(f"Telegram: {telegram}")


def test_only_those_with_an_address_of_their_own_have_routes(gateway: Gateway) -> None:
    def routes(environment: dict[str, str]) -> list[bool]:
        found = Platforms.from_environment(environment, gateway, Nothing())
        return [channel.routes is not None for channel in found.channels]

    assert routes({**SLACK, **TELEGRAM}) == [False, False]
    assert routes({**EVENTS, **WEBHOOK}) == [True, True]


def test_a_wrong_variable_stops_the_start(gateway: Gateway) -> None:
    with pytest.raises(SettingsError):
        lines({TOKEN.name: "nonsense"}, gateway)


def test_none_that_is_on_is_nothing_to_start(gateway: Gateway) -> None:
    platforms = Platforms.from_environment({}, gateway, Nothing())
    asyncio.run(platforms.start())
    assert platforms.status() == {}
    asyncio.run(platforms.stop())


@pytest.mark.parametrize(
    ("sender", "reserved"),
    [("telegram:7", True), ("slack:T:U", True), ("SLACK:T:U", True),
     ("slack", False), ("my-telegram:7", False), ("telegram7", False)],
)  # fmt: skip
def test_the_platforms_ids_are_theirs(sender: str, reserved: bool) -> None:
    assert is_reserved(sender) is reserved


def test_slack_takes_the_manifest() -> None:
    text = (ROOT / "slack-manifest.yml").read_text(encoding="utf-8")
    manifest = YAML(typ="safe").load(text)
    about = manifest["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    assert manifest["settings"]["socket_mode_enabled"]
    assert manifest["settings"]["interactivity"]["is_enabled"]
    assert manifest["features"]["app_home"]["home_tab_enabled"]
    assert not manifest["features"]["app_home"]["messages_tab_read_only_enabled"]
    assert text.count("/webhooks/slack/webhook") == 3


def test_the_manifest_lets_us_read_no_channel() -> None:
    manifest = YAML(typ="safe").load((ROOT / "slack-manifest.yml").read_text("utf-8"))
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    assert not {"channels:history", "groups:history", "mpim:history"} & set(scopes)
