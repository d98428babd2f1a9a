"""How findings hang together: what implies, denies or excludes what, and the sides."""

from __future__ import annotations

from collections.abc import Mapping

from bot.knowledge.model import Finding, Status


def implied(findings: Mapping[str, Finding], finding: str) -> tuple[str, ...]:
    found: list[str] = []
    waiting = [finding]
    while waiting:
        known = findings.get(waiting.pop(0))
        for name in known.implies if known else ():
            if name != finding and name not in found:
                found.append(name)
                waiting.append(name)
    return tuple(sorted(found))


def excluded(findings: Mapping[str, Finding]) -> dict[str, tuple[str, ...]]:
    """Both ways, whichever of the two names the other."""
    pairs = {(f, other) for f, known in findings.items() for other in known.excludes}
    both = sorted(pairs | {(other, f) for f, other in pairs})
    return {f: tuple(b for a, b in both if a == f) for f in findings}


def denied_with(
    implied: Mapping[str, tuple[str, ...]], guarded: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    broader = sorted({name for names in implied.values() for name in names})
    return {
        name: tuple(
            f
            for f, names in sorted(implied.items())
            if name in names and f not in guarded
        )
        for name in broader
    }


def sides(findings: Mapping[str, Finding]) -> dict[str, str]:
    """The side each finding of kind `side` stands for, from the options that say so."""
    return {
        name: option.side
        for finding in findings.values()
        if finding.question and finding.question.type == "side"
        for option in finding.question.options
        if option.side
        for name, status in option.sets.items()
        if status is Status.PRESENT
    }
