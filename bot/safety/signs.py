"""Tells where the parts of a sign stand to one another, and to what excuses them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.safety.context import Surroundings, overlaps
from bot.safety.matching import Span
from bot.safety.rules import Sign

MOST_SPANS = 40  # places of one phrase that are weighed
EXCUSE_REACH = 20  # words between a sign and what excuses it in the same sentence
BESIDE = 4  # and in the next one


def together(sign: Sign, around: Surroundings) -> list[tuple[Span, tuple[Span, ...]]]:
    """Spans in which every group of `near` shows within so many words."""
    groups = []
    for phrases in sign.near:
        groups.append(around.spans(phrases)[:MOST_SPANS])
        if not groups[-1]:
            return []
    if away := around.spans(sign.elsewhere):
        groups[1:] = [_not_inside(group, away) for group in groups[1:]]
    spans: list[tuple[Span, tuple[Span, ...]]] = []
    for anchor in groups[0]:
        chosen = [anchor]
        for group in groups[1:]:
            fitting = [
                span
                for span in group
                if not any(overlaps(span, other) for other in chosen)
                and max(span[0] - anchor[1], anchor[0] - span[1]) <= sign.within
            ]
            if not fitting:
                break
            chosen.append(min(fitting, key=lambda s: (abs(s[0] - anchor[0]), s)))
        else:
            whole = (min(s[0] for s in chosen), max(s[1] for s in chosen))
            spans.append((whole, tuple(chosen[1:])))
    return spans


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
    for other in others:
        words = max(other[0] - span[1], span[0] - other[1])
        same = around.sentence[other[0]] in (
            around.sentence[span[0]],
            around.sentence[span[1] - 1],
        )
        if words <= (EXCUSE_REACH if same else BESIDE):
            return True
    return False
