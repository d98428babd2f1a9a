"""Runners who write to several processes at once, and what became of their words."""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.benchmarks.scale_site import Site
from tests.channels.serving import REST, apologises

TURNS = (
    "my left calf hurts when I run, since about three weeks",
    "no, none of these",
    "no",
    "it came on slowly",
    "can I still run on Sunday?",
    "not sure",
    "worse going uphill",
    "what exercises can I do?",
)
LIMIT_SECONDS = 60


@dataclass
class Load:
    """What was sent, how long answers took, and what was not as it should be."""

    messages: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    apologies: int = 0
    failures: int = 0


async def drive(site: Site, conversations: int) -> Load:
    """All conversations side by side; every other one says two things at once.

    Lost is what was answered as if it were kept and is not in the database. Whoever got
    an apology or an error was told, and is counted there.
    """
    load, sent, kept = Load(), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    entrances = itertools.cycle([site.entrance] if site.entrance else site.urls)
    limits = httpx.Limits(max_connections=conversations * 2)
    async with httpx.AsyncClient(timeout=LIMIT_SECONDS, limits=limits) as client:
        started = time.monotonic()
        await asyncio.gather(
            *(
                _converse(client, entrances, load, sent, kept, at_once=bool(number % 2))
                for number in range(conversations)
            )
        )
        load.seconds = time.monotonic() - started
    stored = _stored(site)
    load.lost = sum((kept - stored).values())
    load.doubled = sum((stored - sent).values())
    return load


async def _converse(
    client: httpx.AsyncClient,
    entrances: Iterator[str],
    load: Load,
    sent: Counter[tuple[str, str]],
    kept: Counter[tuple[str, str]],
    *,
    at_once: bool,
) -> None:
    sender = uuid.uuid4().hex
    for number, text in enumerate(TURNS):
        texts = [f"{text} ({number})"]
        if at_once and number % 3 == 2:
            texts.append(f"thanks ({number})")
        sent.update((sender, each) for each in texts)
        well = await asyncio.gather(
            *(_say(client, next(entrances), load, sender, each) for each in texts)
        )
        kept.update((sender, t) for t, ok in zip(texts, well, strict=True) if ok)


async def _say(
    client: httpx.AsyncClient, entrance: str, load: Load, sender: str, text: str
) -> bool:
    """Whether it was answered and no apology."""
    body: dict[str, Any] = {
        "sender": sender,
        "message": text,
        "metadata": {"consent": True},
    }
    started = time.monotonic()
    answer = await client.post(entrance + REST, json=body)
    load.waits.append(time.monotonic() - started)
    load.messages += 1
    if answer.status_code != 200 or not answer.json():
        load.failures += 1
        return False
    if apologises(answer.json()):
        load.apologies += 1
        return False
    return True


def _stored(site: Site) -> Counter[tuple[str, str]]:
    """Every message of a runner that is in the database, with its conversation."""
    return Counter(
        (sender, event["text"])
        for sender in site.database.ids()
        for turn in site.database.all_turns(sender)
        for event in turn
        if event["event"] == "user"
    )
