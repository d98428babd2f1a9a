"""The load generator sees what goes wrong: held against small servers that do it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from tests.benchmarks.performance_load import Job, Result, Script, load
from tests.benchmarks.performance_scripts import scripts
from tests.benchmarks.stock_data import stock_data

Handler = Callable[[web.Request], Awaitable[web.Response]]
SCRIPTS = [
    Script(["I have had it 2 weeks", "no"], {"0": ["2 weeks"]}),
    Script(["I have had it 3 weeks", "no"], {"0": ["3 weeks"]}),
]


async def echo(request: web.Request) -> web.Response:
    said = await request.json()
    return web.json_response(
        [{"recipient_id": said["sender"], "text": said["message"]}]
    )


async def mixed_up(request: web.Request) -> web.Response:
    """Says to everybody what the first one told."""
    return web.json_response([{"text": SCRIPTS[0].messages[0]}])


async def silent(request: web.Request) -> web.Response:
    return web.json_response([])


async def broken(request: web.Request) -> web.Response:
    return web.Response(status=500)


async def loaded(handler: Handler, **job: Any) -> Result:
    app = web.Application()
    app.router.add_post("/", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        return await load(Job([f"http://127.0.0.1:{port}/"], SCRIPTS, **job))
    finally:
        await runner.cleanup()


async def test_answers_that_repeat_what_was_told_are_right() -> None:
    alone = await loaded(echo, conversations=2)
    assert [len(answers) for answers in alone.answers] == [2, 2]
    result = await loaded(echo, runners=4, conversations=8, reference=alone.answers)
    assert len(result.milliseconds) == 16
    assert (result.failed, result.silent, result.different) == (0, 0, 0)
    assert (result.told, result.told_back) == (8, 8)
    assert (result.values, result.values_kept) == (8, 8)


async def test_another_conversations_answer_is_seen() -> None:
    alone = await loaded(echo, conversations=2)
    result = await loaded(mixed_up, runners=2, conversations=4, reference=alone.answers)
    # Only the first message of the first script is answered rightly, twice.
    assert result.different == 6
    assert (result.values, result.values_kept) == (4, 2)


@pytest.mark.parametrize(("handler", "failed"), [(silent, 0), (broken, 4)])
async def test_silence_and_errors_are_counted(handler: Handler, failed: int) -> None:
    alone = await loaded(echo, conversations=2)
    result = await loaded(handler, conversations=2, reference=alone.answers)
    assert (result.failed, result.silent, result.different) == (failed, 4, 4)
    assert result.values_kept == 0


async def test_no_more_runners_write_at_once_than_asked_for() -> None:
    now, most = 0, 0

    async def slow(request: web.Request) -> web.Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1
        return await echo(request)

    await loaded(slow, runners=3, conversations=12)
    assert most == 3


def test_stock_rasa_learnt_from_all_that_is_written() -> None:
    learnt = {example["text"] for example in stock_data().examples}
    for script in scripts():
        assert set(script.messages) <= learnt


def test_variants_tell_different_things() -> None:
    told = {tuple(script.told["0"]) for script in scripts()}
    assert len(told) > len(scripts()) / 2
