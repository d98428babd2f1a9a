"""What holds of Slack and Telegram alike, each against its strict stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from bot.channels.replies import Replies
from tests.channels.platform_serving import RED_FLAG, Bench, slack, telegram
from tests.fakes.standin import eventually, quiet

pytestmark = pytest.mark.slow
Platform = Callable[..., AbstractAsyncContextManager[Bench]]
WAYS: dict[str, Platform] = {
    "slack_events_api": slack,
    "slack_socket_mode": partial(slack, socket=True),
    "telegram": telegram,
}


@pytest.fixture(params=WAYS)
def platform(request: pytest.FixtureRequest) -> Platform:
    """A platform and the way in which it reaches us."""
    return WAYS[request.param]


@pytest.fixture
async def bench(platform: Platform, tmp_path: Path) -> AsyncIterator[Bench]:
    async with platform(tmp_path) as bench:
        await bench.connected()
        yield bench


@pytest.fixture
async def late(platform: Platform, tmp_path: Path) -> AsyncIterator[Bench]:
    """A turn has missed its deadline, and the runner was told so."""
    async with platform(tmp_path, deadline=0.3) as bench:
        await bench.connected()
        bench.fake.say(bench.me, "slow")
        assert await bench.said(1) == [Replies.load().failed]
        yield bench


async def test_a_gateway_that_breaks_is_not_silence(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.gateway, "_detector", None)
    bench.fake.say(bench.me, "canarybird hurts")
    assert await bench.said(1) == [Replies.load().failed]


async def test_a_late_answer_comes_by_itself(late: Bench) -> None:
    late.turns.free.set()
    assert (await late.said(2))[1:] == ["heard: slow"]
    late.fake.say(late.me, "thanks")
    assert (await late.said(3))[2:] == ["heard: thanks"]


async def test_a_late_answer_is_not_given_twice(late: Bench) -> None:
    late.fake.say(late.me, "slow")  # they try again, as they were told
    await quiet(0.1)
    late.turns.free.set()
    await quiet(0.6)
    texts = late.fake.said(late.direct)
    assert texts.count("heard: slow") == 1
    assert late.turns.texts == ["slow"]


async def test_nothing_late_follows_a_red_flag(late: Bench) -> None:
    late.fake.say(late.me, RED_FLAG)
    assert "emergency department" in (await late.said(2))[1]
    late.turns.free.set()
    await quiet()
    assert len(late.fake.said(late.direct)) == 2


async def test_typed_words_take_the_buttons_away(bench: Bench) -> None:
    await bench.asked()
    bench.fake.say(bench.me, "rather not")
    await eventually(lambda: not bench.fake.live(bench.direct))
    assert "heard: rather not" in await bench.said(2)


async def test_a_button_may_be_pressed_before_the_api_confirms_its_message(
    bench: Bench,
) -> None:
    bench.fake.say(bench.me, "hello")
    await bench.said(1)
    bench.fake.confirms.clear()
    bench.fake.say(bench.me, "ask")
    await eventually(lambda: bench.fake.live(bench.direct))
    for _ in range(2):  # the second press is one too many
        bench.fake.press(bench.me, "Yes")
    await quiet(0.1)
    bench.fake.confirms.set()
    assert (await bench.said(3))[2:] == ["heard: Yes"]
    await quiet()
    assert bench.turns.texts == ["hello", "ask", "Yes"]


async def test_a_red_flag_overtakes_a_slow_turn(bench: Bench) -> None:
    bench.fake.say(bench.me, "slow")
    await eventually(lambda: bench.turns.heard)
    bench.fake.say(bench.me, RED_FLAG)
    assert "emergency department" in (await bench.said(1))[0]
    bench.turns.free.set()
    await quiet()
    assert len(bench.fake.said(bench.direct)) == 1  # nothing follows it


async def test_what_is_said_while_the_api_is_away_comes_later(bench: Bench) -> None:
    bench.fake.say(bench.me, "slow")
    await eventually(lambda: bench.turns.heard)
    bench.fake.away = True
    bench.turns.free.set()
    await eventually(lambda: bench.channel.status()["state"] == "retrying")
    bench.fake.away = False
    assert await bench.said(1) == ["heard: slow"]
    await bench.connected()
