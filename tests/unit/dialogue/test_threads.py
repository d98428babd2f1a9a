"""Calls of what may be away: when it is left alone, and when it is asked again."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.dialogue.threads import FAILURES, AwayError, Patient


def fails() -> None:
    raise OSError("gone")


def test_after_some_failures_nobody_waits_for_it() -> None:
    async def run() -> None:
        patient = Patient("it", limit=5.0, rest=60.0)
        for _ in range(FAILURES):
            assert not patient.rests
            with pytest.raises(AwayError):
                await patient.call(fails)
        assert patient.rests
        with pytest.raises(AwayError, match="gone"):
            await patient.call(lambda: "never asked")

    asyncio.run(run())


def test_an_answer_to_an_earlier_call_ends_the_rest() -> None:
    """It was said to be back, and the next call was refused all the same."""

    async def run() -> None:
        patient, go = Patient("it", limit=5.0, rest=60.0), threading.Event()
        earlier = asyncio.create_task(patient.call(go.wait))
        await asyncio.sleep(0)
        for _ in range(FAILURES):
            with pytest.raises(AwayError):
                await patient.call(fails)
        assert patient.rests
        go.set()
        assert await earlier
        assert patient.problem == ""
        assert await patient.call(lambda: "well") == "well"

    asyncio.run(run())
