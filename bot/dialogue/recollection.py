"""What a stored conversation tells the gateway of a process that did not hold it."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.core.agent import Agent
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

Reply = Dict[str, Any]

MESSAGE_ID = "message_id"  # in a message's metadata: the client's own
START_OVER = "action_start_over"
TEXTS = 2  # a red flag may be split over so many messages before the latest


async def recollect(agent: Agent, sender: str) -> Dict[str, Any]:
    """`asked`, `texts` and `country` of the conversation; {} if there is none."""
    tracker = await agent.tracker_store.retrieve(sender)
    if tracker is None:
        return {}
    asking = tracker.get_slot("next_step") == "ask"
    return {
        "asked": (tracker.get_slot("question") or "") if asking else "",
        "texts": earlier_texts(tracker),
        "country": tracker.get_slot("country") or "",
    }


async def replies_to(agent: Agent, sender: str, message_id: str) -> List[Reply]:
    """What was replied to the message with this id in its metadata; [] if unknown."""
    tracker = await agent.tracker_store.retrieve(sender)
    replies: List[Reply] = []
    found = False
    for event in tracker.events if tracker else ():
        if isinstance(event, UserUttered):
            if found:
                break
            found = event.metadata.get(MESSAGE_ID) == message_id
        elif isinstance(event, BotUttered) and found:
            replies += _said(sender, event)
    return replies


def _said(sender: str, event: BotUttered) -> List[Reply]:
    """What was stored as one event goes out as words, then what machines read."""
    words: Reply = {"text": event.text} if event.text else {}
    if event.data.get("buttons"):
        words["buttons"] = event.data["buttons"]
    custom = event.data.get("custom")
    parts = [words, {"custom": custom} if custom else {}]
    return [{"recipient_id": sender, **part} for part in parts if part]


def earlier_texts(
    tracker: DialogueStateTracker, before: Optional[Event] = None
) -> List[str]:
    """The last messages before that one that answered no question, oldest first.

    Answers are left out: two of them joined can seem to say anything.
    """
    texts: List[str] = []
    asked: Any = None
    for event in tracker.applied_events():
        if event is before:
            break
        if isinstance(event, UserUttered) and not asked:
            texts.append(event.text or "")
        elif isinstance(event, SlotSet) and event.key == "question":
            asked = event.value
        elif isinstance(event, ActionExecuted) and event.action_name == START_OVER:
            texts.clear()
    return texts[-TEXTS:]
