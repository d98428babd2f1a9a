"""What a message costs late in a conversation, and with a larger knowledge base."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from bot.cli.conversation import Bot, open_bot
from bot.knowledge.loader import load
from bot.knowledge.model import Knowledge, Status
from bot.reasoning.decide import decide
from bot.reasoning.model import Evidence, Observation

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


def knowledge_cost(times: tuple[int, ...] = (1, 10)) -> list[tuple[int, float]]:
    """Milliseconds to decide what comes next, the knowledge there so many times."""
    knowledge = load()
    found = []
    for number in times:
        larger = multiplied(knowledge, number)
        decide(larger, Evidence())
        spent = [_spent(larger, each) for each in _evidences(knowledge)]
        found.append((number, median(spent) * 1000))
    return found


def _spent(knowledge: Knowledge, evidence: Evidence) -> float:
    started = time.process_time()
    decide(knowledge, evidence)
    return time.process_time() - started


def _evidences(knowledge: Knowledge) -> list[Evidence]:
    """In the middle of an interview: four findings of each condition."""
    return [
        Evidence(
            observations={
                weight.finding: Observation(Status.PRESENT)
                for weight in list(condition.weights)[:4]
                if weight.finding in knowledge.findings
            }
        )
        for condition in knowledge.conditions.values()
    ]


def multiplied(knowledge: Knowledge, times: int) -> Knowledge:
    """With copies of all conditions and findings, which belong to one another."""
    if times == 1:
        return knowledge
    findings, conditions = dict(knowledge.findings), dict(knowledge.conditions)
    for number in range(1, times):
        names = {each: f"{each}_{number}" for each in knowledge.findings}
        for each in knowledge.findings.values():
            findings[names[each.id]] = _renamed(each, names, names[each.id])
        for condition in knowledge.conditions.values():
            id_ = f"{condition.id}_{number}"
            conditions[id_] = _renamed(condition, names, id_)
    return dataclasses.replace(knowledge, findings=findings, conditions=conditions)


def _renamed(item: Any, names: dict[str, str], id_: str) -> Any:
    """The item with every id of a finding in it put into the copies' names."""
    changes = {
        each.name: _value(getattr(item, each.name), names)
        for each in dataclasses.fields(item)
        if each.name != "id"
    }
    return dataclasses.replace(item, id=id_, **changes)


def _value(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, tuple):
        return tuple(_value(each, names) for each in value)
    if isinstance(value, dict):
        return {_value(k, names): _value(v, names) for k, v in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {
            each.name: _value(getattr(value, each.name), names)
            for each in dataclasses.fields(value)
        }
        return dataclasses.replace(value, **changes)
    return value
