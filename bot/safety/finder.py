"""Finds the signs of the rules in a message, and what the words around make of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.safety.context import Surroundings, weigh
from bot.safety.matching import Span
from bot.safety.rules import Rule, Rules, Sign
from bot.safety.scan import Hit
from bot.safety.signs import MOST_SPANS, current_part, is_close, is_current, together


class Finder:
    """The rules, each with the contexts that it heeds."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules.rules
        self._denials = tuple(
            c for c in rules.contexts if c.effect == "none" and not c.only
        )
        self._heeded = {
            (rule.id, effects[-1]): tuple(
                context
                for context in rules.contexts
                if context.effect in effects
                and context.id not in rule.ignores
                and (not context.only or rule.id in context.only)
            )
            for rule in rules.rules
            for effects in (("none",), ("ask", "lower"))
        }

    def find(self, around: Surroundings, *, interview: bool) -> list[Hit]:
        """The hits of every rule; in an `interview` some signs need no company."""
        return [
            hit
            for rule in self._rules
            for hit in self._of_rule(rule, around, interview)
        ]

    def _of_rule(self, rule: Rule, around: Surroundings, interview: bool) -> list[Hit]:
        """Where the rule's signs show, those that are made less among them."""
        hits = []
        for sign in rule.signs:
            for span, whats in self._spans(sign, around, interview):
                outcome, lowered = self._outcome(rule, sign, span, whats, around)
                if outcome != "none" or lowered:
                    triage = sign.triage or rule.triage
                    hits.append(Hit(rule, outcome, triage, span, lowered, sign.plain))
        return hits

    def _spans(
        self, sign: Sign, around: Surroundings, interview: bool = False
    ) -> list[tuple[Span, tuple[Span, ...]]]:
        """Where the sign shows, touching the current message, and the parts to deny.

        Of words that stand near one another, the first group says where and the others
        say what: "numb, but no pain in the groin" denies only the place.
        """
        needed = sign.with_[1:] if sign.interview and interview else sign.with_
        if any(around.lacks(group) for group in needed):
            return []
        spans: list[tuple[Span, tuple[Span, ...]]] = [
            (span, (span,)) for span in around.spans(sign.phrases)[:MOST_SPANS]
        ]
        if sign.near:
            spans += together(sign, around)
        if not spans:
            return []
        partners = [self._reported(group, around) for group in needed]
        if not all(partners):
            return []
        chosen = []
        for span, whats in spans:
            if is_current(span, around):
                chosen.append((span, whats))
            elif any(
                is_current(other, around) for group in partners for other in group
            ):
                chosen.append((current_part(partners, around), whats))
        return chosen

    def _reported(self, group: Sequence[str], around: Surroundings) -> list[Span]:
        """Where the group shows without being denied."""
        return [
            span
            for span in around.spans(group)[:MOST_SPANS]
            if not any(
                around.applies(context, span) for context in around.heard(self._denials)
            )
        ]

    def _outcome(
        self,
        rule: Rule,
        sign: Sign,
        span: Span,
        whats: Sequence[Span],
        around: Surroundings,
    ) -> tuple[str, bool]:
        """What a sign comes to, and whether the words around it make it less."""
        if is_close(span, around.spans(sign.never), around):
            return "none", False
        outcome = sign.outcome
        if outcome == "ask" and around.spans(sign.raised_by):
            outcome = "fire"
        if is_close(span, around.spans(sign.unless), around):
            outcome = "ask" if outcome == "fire" else "none"
        for context in around.heard(self._heeded[rule.id, "none"]):
            # What stands behind denies the whole: "numbness down there? no".
            parts = (span,) if context.after else whats
            if any(around.applies(context, part) for part in parts):
                return "none", True
        weighed = weigh(outcome, span, self._heeded[rule.id, "lower"], around)
        return weighed, weighed != outcome
