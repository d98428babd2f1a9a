"""The conversations that all bots hold: an interview of nine messages in variants.

The openings are from `data/nlu/annotated/dev.jsonl`, the rest from there and from
`data/nlu`: stock Rasa learnt from both, so it understands them, and the bots have the
same work to do. Nearly every message takes two actions: record, then ask or judge.
"""

from __future__ import annotations

from tests.benchmarks.performance_load import Script

# Each with the words in which its place, side or duration must come back.
OPENINGS = {
    "Feels like someone's poking a hot knitting needle in my right buttock. "
    "Sitting only.": ("buttock", "right"),
    "treadmill ok, pavement = pain in the right hip": ("hip", "right"),
    "Yoga makes it worse, esp pigeon. Buttock, left": ("buttock", "left"),
    "Slight discomfort in the left lower back if I'm picky": ("lower back", "left"),
    "no ops, no scans, sacro area sore 4 mths": ("4 months",),
    "tempo runs are fine, I only get it in the left hip on recovery jogs": (
        "hip",
        "left",
    ),
    "worried it's cancer, I know that's silly. Dull ache in low back 9 days": (
        "lower back",
        "9 days",
    ),
    "is this a muscle strain or worse? low back right, from lifting": (
        "lower back",
        "right",
    ),
    "pain free on the bike, pain free in the pool, pain full on the road. left hip.": (
        "hip",
        "left",
    ),
    "back spasm last week, now just stiff, can I run Sunday?": ("lower back", "1 week"),
}
ANSWERS = (
    "none of the above",
    "no",
    "nope",
    "no",
    "an hour in the car and I'm done",
    "not sure",
    "no",
    "just tell me what it is",
)


def scripts() -> list[Script]:
    """All variants."""
    return [
        Script([opening, *ANSWERS], {"0": list(told)})
        for opening, told in OPENINGS.items()
    ]
