"""What a message costs late in a conversation."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median

from bot.cli.conversation import Bot, open_bot

# The interview is over by then; these are what runners go on asking.
AFTERWARDS = (
    "what exercises can I do?",
    "can I still run on Sunday?",
    "my left calf hurts too",
    "why not a disc?",
    "it is worse in the car",
)
WINDOW = 10
MARKS = (10, 100, 250, 500, 1000)


@dataclass(frozen=True)
class Growth:
    """A mark, the processor time of a message there, and the events Rasa is given."""

    turn: int
    milliseconds: float
    events: int


async def long_conversation(turns: int) -> list[Growth]:
    """Turn 10 is measured in new conversations beside each mark, so that both meet
    the same neighbours on the machine.
    """
    bot = await open_bot()
    await _turns(bot, "warm", 1, 12)
    marks = [mark for mark in MARKS if mark <= turns]
    early: list[float] = []
    late: dict[int, tuple[float, int]] = {}
    done = 0
    for mark in marks[1:]:
        await _turns(bot, "long", done + 1, mark - WINDOW)
        spent = await _turns(bot, "long", mark - WINDOW + 1, mark)
        done = mark
        late[mark] = (median(spent), await _events(bot, "long"))
        await _turns(bot, f"early{mark}", 1, 5)
        early += await _turns(bot, f"early{mark}", 6, 5 + WINDOW)
    events = await _events(bot, f"early{marks[-1]}")
    first = Growth(10, median(early) * 1000, events)
    return [first, *(Growth(m, s * 1000, n) for m, (s, n) in late.items())]


async def _turns(bot: Bot, sender: str, first: int, last: int) -> list[float]:
    """The same sentences at every mark: they go round, five by five."""
    spent = []
    for number in range(first, last + 1):
        text = AFTERWARDS[number % len(AFTERWARDS)]
        started = time.process_time()
        await bot.send(sender, text)
        spent.append(time.process_time() - started)
    return spent


async def _events(bot: Bot, sender: str) -> int:
    tracker = await bot.agent.tracker_store.retrieve(sender)
    return len(tracker.events) if tracker else 0
