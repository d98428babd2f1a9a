"""The served bot on Slack and Telegram at once: the real model, stand-ins outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.cli import project, train
from bot.knowledge.loader import load_wording
from tests.channels.serving import CANARY, RED_FLAG, REST, Served, free_port, served
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.server import buttons
from tests.fakes.standin import Threaded
from tests.fakes.telegram import FakeTelegram

pytestmark = pytest.mark.training
WORDING = load_wording()
OPENING = (
    "I'm 34. My lower back has been sore for two weeks since a long run, on the left, "
    "nothing in the leg"
)
MOST_QUESTIONS = 14
BACKSTRIDE = Path(sys.executable).with_name("backstride")


class Site:
    """The served bot and the two platforms that it is on."""

    def __init__(self, bot: Served, telegram: Threaded, slack: Threaded) -> None:
        self.bot, self.telegrams, self.slacks = bot, telegram, slack
        self.telegram: FakeTelegram = telegram.standin  # type: ignore[assignment]
        self.slack: FakeSlack = slack.standin  # type: ignore[assignment]

    def channels(self) -> dict[str, dict[str, str]]:
        return dict(self.bot.client.get("/health").json()["channels"])

    def connected(self) -> None:
        """Wait until both are."""
        for _ in range(150):
            states = {each["state"] for each in self.channels().values()}
            if states == {"connected"}:
                return
            time.sleep(0.2)
        raise AssertionError(self.channels())


class OnTelegram:
    """A runner on Telegram."""

    def __init__(self, site: Site, user: int) -> None:
        self._site, self._user = site.telegrams, user
        self._fake = site.telegram

    def says(self, text: str) -> list[str]:
        """The new texts of the bot."""
        before = len(self._fake.said(self._user))
        self._site.call(self._fake.say, self._user, text)
        return self._new(before)

    def presses(self, label: str) -> list[str]:
        before = len(self._fake.said(self._user))
        self._site.call(self._fake.press, self._user, label)
        return self._new(before)

    def labels(self) -> list[str]:
        live = self._fake.live(self._user)
        rows = live[-1]["reply_markup"]["inline_keyboard"] if live else []
        return [key["text"] for row in rows for key in row]

    def whole(self) -> str:
        return "\n".join(self._fake.said(self._user))

    def _new(self, before: int) -> list[str]:
        return self._site.eventually(lambda: self._fake.said(self._user)[before:])


class OnSlack:
    """A runner on Slack."""

    def __init__(self, site: Site, user: str) -> None:
        self._site, self._user, self._fake = site.slacks, user, site.slack
        self._chat = f"D{user}"

    def says(self, text: str) -> list[str]:
        """The new texts of the bot."""
        before = len(self._fake.said(self._chat))
        self._site.call(self._fake.say, self._user, text)
        return self._new(before)

    def presses(self, label: str) -> list[str]:
        before = len(self._fake.said(self._chat))
        self._site.call(self._fake.press, self._user, label)
        return self._new(before)

    def labels(self) -> list[str]:
        live = self._fake.live(self._chat)
        return [each["text"]["text"] for each in buttons(live[-1])] if live else []

    def whole(self) -> str:
        return "\n".join(self._fake.said(self._chat))

    def _new(self, before: int) -> list[str]:
        return self._site.eventually(lambda: self._fake.said(self._chat)[before:])


@contextmanager
def on_both(folder: Path, model: Path, **more: Any) -> Iterator[Site]:
    """Socket Mode and long polling: neither needs a public address."""
    with (
        Threaded(FakeTelegram()) as telegram,
        Threaded(FakeSlack()) as slack,
        again(folder, model, telegram, slack, **more) as site,
    ):
        yield site


@contextmanager
def again(
    folder: Path, model: Path, telegram: Threaded, slack: Threaded, **more: Any
) -> Iterator[Site]:
    """The bot between stand-ins that were there before."""
    environment = {
        "BACKSTRIDE_TELEGRAM_TOKEN": FakeTelegram.TOKEN,
        "BACKSTRIDE_TELEGRAM_API_URL": telegram.standin.url,
        "BACKSTRIDE_SLACK_BOT_TOKEN": FakeSlack.BOT_TOKEN,
        "BACKSTRIDE_SLACK_APP_TOKEN": FakeSlack.APP_TOKEN,
        "BACKSTRIDE_SLACK_API_URL": f"{slack.standin.url}/api/",
    }
    folder.mkdir(exist_ok=True)
    with served(folder, model, **{**environment, **more}) as bot:
        site = Site(bot, telegram, slack)
        site.connected()
        yield site
    for secret in (FakeTelegram.TOKEN, FakeSlack.BOT_TOKEN, FakeSlack.APP_TOKEN):
        assert secret not in bot.log


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    train.ensure_current()
    with on_both(tmp_path_factory.mktemp("both"), project.MODEL) as site:
        yield site


def runner(site: Site, platform: str, number: int) -> OnTelegram | OnSlack:
    if platform == "telegram":
        return OnTelegram(site, number)
    return OnSlack(site, f"U{number}")


def harmless(labels: list[str]) -> str:
    """The answer of somebody with nothing but a sore back."""
    for start in ("No", "Yes, both", "Not sure"):
        for label in labels:
            if label.startswith(start):
                return label
    return labels[0]


BOTH = pytest.mark.parametrize("platform", ["telegram", "slack"])


@BOTH
def test_a_whole_conversation_with_buttons_ends_in_an_assessment(
    site: Site, platform: str
) -> None:
    me = runner(site, platform, 101)
    me.says("hello")
    me.says(OPENING)
    pressed = 0
    told = WORDING["not_a_diagnosis"]
    while told not in me.whole() and pressed < MOST_QUESTIONS:
        me.presses(harmless(me.labels()))
        pressed += 1
    assert 1 < pressed < MOST_QUESTIONS
    whole = me.whole()
    assert WORDING["causes_intro"] in whole
    assert WORDING["plan_now"] in whole
    assert WORDING["gateway_failed"][:30] not in whole
    assert WORDING["chat_chosen"].split(":")[0] in whole
    reasons = next(each for each in me.labels() if each.startswith("What makes"))
    me.presses(reasons)  # what was left out for brevity
    assert WORDING["sources_intro"] in me.whole()
    assert reasons not in me.labels()


@BOTH
def test_a_question_may_be_answered_in_words(site: Site, platform: str) -> None:
    me = runner(site, platform, 102)
    me.says(OPENING)
    first = me.labels()
    assert me.says("no none of these")
    assert me.labels()
    assert me.labels() != first


@BOTH
def test_a_red_flag_in_the_middle_of_a_question(site: Site, platform: str) -> None:
    me = runner(site, platform, 103)
    me.says(OPENING)
    assert me.labels()
    assert "emergency department" in me.says(RED_FLAG)[0]
    site.telegrams.eventually(lambda: not me.labels())
    # It stays so, and no tip is given.
    assert "emergency department" in me.says("what exercises can I do?")[0]


@BOTH
def test_a_red_flag_by_a_button(site: Site, platform: str) -> None:
    me = runner(site, platform, 104)
    me.says(OPENING)
    label = next(each for each in me.labels() if "between the legs" in each)
    assert "emergency department" in me.presses(label)[0]


def test_a_red_flag_in_a_group_and_in_a_public_channel(site: Site) -> None:
    said = f"@backstride_bot {RED_FLAG}"
    site.telegrams.call(site.telegram.say, 105, said, chat=-9)
    site.telegrams.eventually(lambda: site.telegram.said(105))
    site.telegrams.eventually(lambda: site.telegram.said(-9))
    assert "emergency department" in site.telegram.said(105)[0]
    assert site.telegram.said(-9) == [WORDING["chat_in_private_urgent"]]
    site.slacks.call(site.slack.say, "U105", f"<@UBOT> {RED_FLAG}", channel="C9")
    site.slacks.eventually(lambda: site.slack.said("DU105"))
    whispers = site.slacks.eventually(lambda: site.slack.whispered)
    assert "emergency department" in site.slack.said("DU105")[0]
    assert "emergency department" in whispers[0]["text"]
    assert site.slack.said("C9") == []


def test_health_says_how_the_platforms_are_doing(site: Site) -> None:
    channels = site.channels()
    assert {name: each["mode"] for name, each in channels.items()} == {
        "slack": "socket_mode",
        "telegram": "long_polling",
    }
    assert "token" not in str(channels)


@BOTH
def test_what_is_kept_can_be_taken_out_and_erased(site: Site, platform: str) -> None:
    me = runner(site, platform, 106)
    me.says(f"{CANARY}: my left glute aches")
    if platform == "telegram":
        site.telegrams.call(site.telegram.say, 106, "/export")
        content = site.telegrams.eventually(lambda: _document(site, 106))
        me.says("/delete")
        me.presses(WORDING["chat_delete_now_button"])
        said = me.says("/export")
    else:
        site.slacks.call(site.slack.command, "U106", "export")
        content = site.slacks.eventually(lambda: site.slack.files)[0]["content"]
        site.slacks.call(site.slack.command, "U106", "delete")
        site.slacks.eventually(lambda: WORDING["chat_delete_now_button"] in me.labels())
        me.presses(WORDING["chat_delete_now_button"])
        site.slacks.call(site.slack.command, "U106", "export")
        said = site.slacks.eventually(lambda: site.slack.said("DU106")[-1:])
        site.slacks.eventually(
            lambda: WORDING["chat_export_nothing"] in site.slack.said("DU106")
        )
        said = site.slack.said("DU106")[-1:]
    assert CANARY in content
    assert '"evidence"' in content
    assert said == [WORDING["chat_export_nothing"]]


def _document(site: Site, user: int) -> str:
    found = [each for each in site.telegram.chat(user) if "document" in each]
    return found[-1]["document"] if found else ""


def test_a_conversation_of_a_platform_is_not_to_be_had_over_rest(site: Site) -> None:
    for sender in ("telegram:101", "slack:T1:U101", "Slack:T1:U101"):
        body = {"sender": sender, "message": "just tell me"}
        assert site.bot.client.post(REST, json=body).status_code == 400


def test_without_a_model_a_red_flag_is_still_answered(tmp_path: Path) -> None:
    with on_both(tmp_path, tmp_path / "none.tar.gz", healthy=False) as site:
        for platform in ("telegram", "slack"):
            me = runner(site, platform, 1)
            assert "emergency department" in me.says(RED_FLAG)[0]
            assert "999" in runner(site, platform, 2).says("my back hurts")[0]


def test_a_restart_with_a_database_goes_on_where_it_stopped(tmp_path: Path) -> None:
    train.ensure_current()
    database = str(tmp_path / "conversations.db")
    with Threaded(FakeTelegram()) as telegram, Threaded(FakeSlack()) as slack:
        first, second = tmp_path / "first", tmp_path / "second"
        with again(first, project.MODEL, telegram, slack, tracker_db=database) as site:
            for platform in ("telegram", "slack"):
                runner(site, platform, 1).says(OPENING)
        with again(second, project.MODEL, telegram, slack, tracker_db=database) as site:
            for platform in ("telegram", "slack"):
                me = runner(site, platform, 1)
                before = me.labels()
                assert me.presses(harmless(before))
                assert me.labels() not in ([], before)  # the next question
            me = runner(site, "telegram", 1)
            me.says("/delete")
            assert WORDING["chat_deleted"] in me.presses(
                WORDING["chat_delete_now_button"]
            )
            assert me.says("/export") == [WORDING["chat_export_nothing"]]


def test_platforms_that_are_away_stop_nothing_else(tmp_path: Path) -> None:
    train.ensure_current()
    nobody = f"http://127.0.0.1:{free_port()}"
    environment = {
        "BACKSTRIDE_TELEGRAM_TOKEN": FakeTelegram.TOKEN,
        "BACKSTRIDE_TELEGRAM_API_URL": nobody,
        "BACKSTRIDE_SLACK_BOT_TOKEN": FakeSlack.BOT_TOKEN,
        "BACKSTRIDE_SLACK_APP_TOKEN": FakeSlack.APP_TOKEN,
        "BACKSTRIDE_SLACK_API_URL": f"{nobody}/api/",
    }
    with served(tmp_path, project.MODEL, **environment) as bot:
        assert bot.say("rest", "my back hurts")
        bot.answers_red_flags("platforms away", times=1)
        channels = bot.client.get("/health").json()["channels"]
        assert {each["state"] for each in channels.values()} == {"retrying"}


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        (
            "BACKSTRIDE_SLACK_BOT_TOKEN",
            "xoxb-12345678901",
            "BACKSTRIDE_SLACK_APP_TOKEN",
        ),
        ("BACKSTRIDE_TELEGRAM_TOKEN", "nonsense", "BACKSTRIDE_TELEGRAM_TOKEN"),
        ("BACKSTRIDE_TELEGRAM_SECRET", "a" * 20, "BACKSTRIDE_TELEGRAM_TOKEN"),
    ],
)
def test_a_half_set_platform_is_said_plainly(
    variable: str, value: str, named: str
) -> None:
    done = subprocess.run(
        [BACKSTRIDE, "serve", "--port", str(free_port())],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, variable: value},
    )
    assert done.returncode == 1
    assert named in done.stderr
    assert value not in done.stderr
    assert len(done.stderr.splitlines()) == 1
