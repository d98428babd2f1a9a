"""The load: so many runners at once, each in a conversation of their own, over REST.

A program by itself, so that it takes no time from the server's process. Reads a job
from standard input and prints a result, both JSON (`Job`, `Result`). Each runner writes
as soon as the answer is there; every answer is held against the one that the same
conversation got when it was alone, and against the values that the runner told.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import aiohttp

TIME_LIMIT = aiohttp.ClientTimeout(total=120)

Replies = list[dict[str, Any]]


@dataclass(frozen=True)
class Script:
    """What one runner writes; `told[n]` must come back in the answer to message n."""

    messages: list[str]
    told: dict[str, list[str]]


@dataclass(frozen=True)
class Job:
    """`reference` holds, by script, the answers when alone; empty to collect them.

    With several processes, `urls`, a conversation stays with one, as it would behind a
    load balancer that goes by the sender.
    """

    urls: list[str]
    scripts: list[Script]
    runners: int = 1
    conversations: int = 1
    reference: list[list[Replies]] = field(default_factory=list)


@dataclass
class Result:
    """Times in milliseconds, a message each; the counts are of messages and values."""

    milliseconds: list[float] = field(default_factory=list)
    seconds: float = 0.0
    failed: int = 0
    silent: int = 0
    different: int = 0
    told: int = 0
    told_back: int = 0
    values: int = 0
    values_kept: int = 0
    answers: list[list[Replies]] = field(default_factory=list)

    def check(self, said: Replies, told: Sequence[str], alone: Replies | None) -> None:
        """One answer: is it there, is it this conversation's, and its values?"""
        text = words(said)
        back = [value in text for value in told]
        self.silent += not text
        self.told += len(told)
        self.told_back += sum(back)
        if alone is None:
            return
        self.different += said != alone
        before = [value in words(alone) for value in told]
        self.values += sum(before)
        self.values_kept += sum(b and a for b, a in zip(before, back, strict=True))


def words(replies: Replies) -> str:
    """All that is said in an answer."""
    return "\n".join(str(each["text"]) for each in replies if each.get("text"))


def without_name(replies: Replies) -> Replies:
    """An answer without the one thing that differs between conversations."""
    return [
        {key: value for key, value in each.items() if key != "recipient_id"}
        for each in replies
    ]


async def converse(
    session: aiohttp.ClientSession, job: Job, number: int, result: Result
) -> None:
    """One conversation from first to last message."""
    which = number % len(job.scripts)
    script = job.scripts[which]
    sender = uuid.uuid4().hex
    url = job.urls[number % len(job.urls)]
    answers = []
    for turn, message in enumerate(script.messages):
        body = {"sender": sender, "message": message}
        started = time.perf_counter()
        try:
            async with session.post(url, json=body) as answer:
                said = without_name(await answer.json()) if answer.ok else None
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError):
            said = None
        result.milliseconds.append((time.perf_counter() - started) * 1000)
        if said is None:
            result.failed += 1
            said = []
        alone = job.reference[which][turn] if job.reference else None
        result.check(said, script.told.get(str(turn), ()), alone)
        answers.append(said)
    if not job.reference:
        result.answers.append(answers)


async def runner(
    session: aiohttp.ClientSession, job: Job, numbers: Iterator[int], result: Result
) -> None:
    """Holds one conversation after another, as long as there are any."""
    for number in numbers:
        await converse(session, job, number, result)


async def load(job: Job) -> Result:
    """All conversations of a job, `runners` at a time."""
    result = Result()
    numbers = iter(range(job.conversations))
    connector = aiohttp.TCPConnector(limit=0)
    started = time.perf_counter()
    async with aiohttp.ClientSession(connector=connector, timeout=TIME_LIMIT) as each:
        await asyncio.gather(
            *(runner(each, job, numbers, result) for _ in range(job.runners))
        )
    result.seconds = time.perf_counter() - started
    return result


def read_job(text: str) -> Job:
    """A job from JSON."""
    fields = json.loads(text)
    scripts = [Script(**each) for each in fields.pop("scripts")]
    return Job(scripts=scripts, **fields)


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(load(read_job(sys.stdin.read()))))))
