"""`backstride interview`: the real dialogue against simulated runners."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.cli import train
from bot.cli.errors import CommandError

# A runner who has nothing to say to a question says this.
NOT_SURE = "not sure"
GO_ON = "ok"  # said to an alarm that is no emergency: more may be asked
# An interview has at most 12 questions; a few more turns for answers not understood.
MOST_TURNS = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file of runners."""
    parser.add_argument("file", type=Path, help="runners, one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Hold the interviews one after the other."""
    runners = list(read_runners(arguments.file))
    train.ensure_current()
    asyncio.run(_interview_all(runners))
    return 0


def read_runners(path: Path) -> Iterator[dict[str, Any]]:
    """Runners with `id`, `opening` and `facts`. Raises CommandError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: cannot be read ({error})") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            runner = json.loads(line)
            opening, facts = str(runner["opening"]), dict(runner.get("facts") or {})
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(
                f'{path}:{number}: expected {{"id", "opening", "facts": {{…}}}}'
            ) from error
        yield {"id": runner.get("id", str(number)), "opening": opening, "facts": facts}


async def _interview_all(runners: list[dict[str, Any]]) -> None:
    from bot.cli.conversation import open_bot
    from bot.cli.quiet import quiet

    quiet()
    bot = await open_bot()
    for number, runner in enumerate(runners):
        result = await interview(bot, f"interview-{number}", runner)
        print(json.dumps(result, ensure_ascii=False), flush=True)
    sys.stdout.flush()


async def interview(bot: Any, sender: str, runner: Mapping[str, Any]) -> dict[str, Any]:
    """One interview: what was asked, the outcome, and every word."""
    transcript: list[dict[str, str]] = []
    questions: list[str] = []
    outcome: Mapping[str, Any] | None = None
    says: str | None = runner["opening"]
    for _ in range(MOST_TURNS):
        transcript.append({"from": "runner", "text": str(says)})
        replies = await bot.send(sender, str(says))
        transcript += [
            {"from": "bot", "text": each["text"]}
            for each in replies
            if each.get("text")
        ]
        customs = [each["custom"] for each in replies if each.get("custom")]
        outcome = _of_type(customs, ("assessment", "red_flag")) or outcome
        question = _of_type(customs, ("question",))
        if says != GO_ON and _is_urgent(_of_type(customs, ("red_flag",))):
            await bot.settle()
            says = GO_ON
            continue
        if not question:
            break
        if question["finding"] not in questions:
            questions.append(str(question["finding"]))
        says = answer(question, runner["facts"])
    await bot.settle()
    return {
        "id": runner["id"],
        "questions": questions,
        **await _judgement(bot, sender, outcome),
        "transcript": transcript,
    }


def answer(question: Mapping[str, Any], facts: Mapping[str, str]) -> str:
    """The runner's lay answer: by finding, by kind, by what the question covers."""
    finding, kind = str(question["finding"]), str(question.get("kind") or "")
    covered = [each for each in question.get("covers") or [] if each != finding]
    told = [facts[each] for each in (finding, kind) if each in facts][:1]
    told += [facts[each] for each in covered if each in facts]
    told = list(dict.fromkeys(str(each) for each in told))
    positive = [each for each in told if each.strip().lower() not in ("no", "none")]
    return ". ".join(positive or told[:1]) or NOT_SURE


def _is_urgent(alarm: Mapping[str, Any] | None) -> bool:
    """Whether it is an alarm after which more may be asked."""
    return alarm is not None and alarm["triage"] == "urgent"


def _of_type(
    customs: list[dict[str, Any]], types: tuple[str, ...]
) -> Mapping[str, Any] | None:
    for custom in customs:
        if custom.get("type") in types:
            return custom
    return None


async def _judgement(
    bot: Any, sender: str, outcome: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Triage, ranking and factors, from the reply or from the evidence so far."""
    if outcome and outcome["type"] == "assessment":
        return {
            "triage": outcome["triage"],
            "conditions": [
                {"id": each["id"], "probability": each["probability"]}
                for each in outcome["conditions"]
            ],
            "factors": [{"id": each["id"]} for each in outcome["factors"]],
        }
    from bot.knowledge.store import KnowledgeStore
    from bot.reasoning.assess import assess
    from bot.reasoning.evidence import from_json

    evidence = from_json(await bot.slot(sender, "evidence"))
    judged = assess(KnowledgeStore().knowledge(), evidence)
    return {
        "triage": outcome["triage"] if outcome else judged.triage.value,
        "conditions": [
            {"id": each.id, "probability": round(each.probability, 4)}
            for each in judged.ranking
        ],
        "factors": [{"id": each.id} for each in judged.factors],
    }
