"""Puts a question to the runner: words, buttons, and the machine's view of it."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.executor import CollectingDispatcher

from actions.slots import CHECK
from actions.words import say
from bot.knowledge.model import Knowledge, Question
from bot.reasoning.model import Evidence
from bot.reasoning.options import shown


def ask(
    dispatcher: CollectingDispatcher,
    knowledge: Knowledge,
    evidence: Evidence,
    finding: str,
    *,
    which: bool = False,
) -> None:
    """Ask for a finding; a check that settles a doubt has plain yes and no buttons.

    `which`: the runner chose "something else", or said yes to a list, so they are asked
    what that is.
    """
    if finding.startswith(CHECK):
        ask_check(dispatcher, knowledge, finding[len(CHECK) :], "")
        return
    question = knowledge.findings[finding].question
    if question is None:
        raise ValueError(f"{finding} has no question in data/knowledge/findings")
    labels = [option.label for option in shown(question)]
    dispatcher.utter_message(
        text=_which(knowledge, question) if which else question.text,
        buttons=buttons(labels),
        json_message={
            "type": "question",
            "finding": finding,
            "options": labels,
            "kind": knowledge.findings[finding].kind,
            "covers": list(_covers(question, finding)),
            "multiple": question.type == "multi",
            "number": len(evidence.asked),
            "why": question.why,
        },
    )


def _which(knowledge: Knowledge, question: Question) -> str:
    return question.ask_other or say(knowledge, "which_of_these")


def ask_check(
    dispatcher: CollectingDispatcher,
    knowledge: Knowledge,
    flag: str,
    text: str,
    covers: Sequence[str] = (),
) -> None:
    """Ask the one question that settles a doubt about a red flag."""
    labels = [
        knowledge.wording[key] for key in ("check_yes", "check_no", "check_unsure")
    ]
    item = knowledge.findings.get(flag)
    own = item.question.text if item and item.question else ""
    anything = knowledge.wording["check_any"]
    dispatcher.utter_message(
        text=say(knowledge, "check", question=text or own or anything),
        buttons=buttons(labels),
        json_message={
            "type": "question",
            "finding": flag,
            "asked": CHECK + flag,
            "options": labels,
            "kind": item.kind if item else "red_flag",
            "covers": [flag, *covers],
            "multiple": False,
            "why": knowledge.wording["check_why"],
        },
    )


def _covers(question: Question, finding: str) -> tuple[str, ...]:
    return question.covers or (finding,)


def buttons(labels: list[str]) -> list[dict[str, str]]:
    """The payload is the label itself, so that typing it does the same."""
    return [{"title": label, "payload": label} for label in labels]
