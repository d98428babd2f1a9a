"""What a stored conversation tells the gateway of a process that did not hold it."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.core.agent import Agent
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

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
