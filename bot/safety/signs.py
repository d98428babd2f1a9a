"""Tells where the parts of a sign stand to one another, and to what excuses them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from bot.safety.context import Surroundings, overlaps
from bot.safety.matching import Span
from bot.safety.rules import Sign

MOST_SPANS = 40  # places of one phrase that are weighed
EXCUSE_REACH = 8  # words between a sign and what excuses it in the same sentence
BESIDE = 4  # and in the next one


def together(sign: Sign, around: Surroundings) -> list[tuple[Span, tuple[Span, ...]]]:
    """Spans in which every group of `near` shows within so many words."""
    if any(around.lacks(phrases) for phrases in sign.near):
        return []
    # The shortest list first: most signs end here.
    if not all(around.spans(p) for p in sorted(sign.near, key=around.effort)):
        return []
    groups = [around.spans(phrases)[:MOST_SPANS] for phrases in sign.near]
    if away := around.spans(sign.elsewhere):
        groups[1:] = [_not_inside(group, away) for group in groups[1:]]
    longest = [max((stop - start for start, stop in g), default=0) for g in groups]
    spans: list[tuple[Span, tuple[Span, ...]]] = []
    for anchor in groups[0]:
        chosen = [anchor]
        for group, length in zip(groups[1:], longest[1:], strict=True):
            low = bisect_left(group, (anchor[0] - sign.within - length, 0))
            high = bisect_left(group, (anchor[1] + sign.within + 1, 0))
            nearest = _nearest(group[low:high], anchor, chosen, sign.within)
            if nearest is None:
                break
            chosen.append(nearest)
        else:
            whole = (min(s[0] for s in chosen), max(s[1] for s in chosen))
            spans.append((whole, tuple(chosen[1:])))
    return spans


def _nearest(
    group: Sequence[Span], anchor: Span, chosen: Sequence[Span], within: int
) -> Span | None:
    """The place of a group that stands nearest to the anchor, none twice."""
    best, least = None, 0
    for span in group:
        away = abs(span[0] - anchor[0])
        if best is not None and away >= least:
            continue
        if span[0] - anchor[1] > within or anchor[0] - span[1] > within:
            continue
        if not any(overlaps(span, other) for other in chosen):
            best, least = span, away
    return best


def _not_inside(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    return [
        span
        for span in spans
        if not any(low <= span[0] and span[1] <= high for low, high in others)
    ]


def is_current(span: Span, around: Surroundings) -> bool:
    return around.page.words[span[1] - 1].message == 0


def current_part(partners: Sequence[Sequence[Span]], around: Surroundings) -> Span:
    """The part that the current message holds of a sign told in two messages."""
    return next(
        other for group in partners for other in group if is_current(other, around)
    )


def is_close(span: Span, others: Sequence[Span], around: Surroundings) -> bool:
    """Whether an excuse stands in the same sentence, or right beside it."""
    for other in around.standing(others):
        words = max(other[0] - span[1], span[0] - other[1])
        same = around.sentence[other[0]] in (
            around.sentence[span[0]],
            around.sentence[span[1] - 1],
        )
        if words <= (EXCUSE_REACH if same else BESIDE):
            return True
    return False
