"""Puts wording from the knowledge base together. No sentence is written here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.knowledge.model import Country, Knowledge, Status
from bot.reasoning.model import Evidence, Observation

# The kinds of findings in the order in which people tell them.
_ORDER = (
    "location",
    "duration",
    "radiation",
    "numbness",
    "weakness",
    "severity",
    "onset",
    "character",
    "aggravated_by",
    "relieved_by",
    "training",
)
# A recap names at most so many things of one kind, and in all.
_MOST_OF_A_KIND = 2
_MOST_IN_A_RECAP = 3
_MEASURED = ("duration", "severity", "age")


def say(knowledge: Knowledge, key: str, **fields: object) -> str:
    """The sentence with that key, its fields filled in."""
    return knowledge.wording[key].format(**fields)


def choose(knowledge: Knowledge, key: str, fallback: str, **fields: object) -> str:
    """The sentence with that key if there is one, else the fallback's."""
    return say(knowledge, key if key in knowledge.wording else fallback, **fields)


def listed(knowledge: Knowledge, items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {knowledge.wording['list_last']} {items[-1]}"


def inline(name: str) -> str:
    """A display name as it stands within a sentence."""
    return name[:1].lower() + name[1:]


def lay_of(knowledge: Knowledge, finding: str) -> str:
    """A finding in plain words, whatever is known of it."""
    item = knowledge.findings.get(finding.split(":", maxsplit=1)[0])
    return item.lay if item else ""


def bullets(knowledge: Knowledge, items: Iterable[str]) -> str:
    """One item a line."""
    mark = knowledge.wording["bullet"]
    return "\n".join(f"{mark} {item}" for item in items)


def paragraphs(*parts: str) -> str:
    """The parts that say something, with a blank line between."""
    return "\n\n".join(part for part in parts if part)


def in_lay_words(knowledge: Knowledge, finding: str, seen: Observation) -> str:
    """How we name what the runner said, with its side and value."""
    item = knowledge.findings.get(finding.split(":", maxsplit=1)[0])
    if item is None:
        return ""
    lay = item.lay
    _, _, named = finding.partition(":")
    if named:
        lay = say(knowledge, "lay_named", name=inline(name_of(knowledge, named)))
    if seen.side:
        side = knowledge.wording[f"side_{seen.side}"]
        lay = say(knowledge, "lay_with_side", lay=lay, side=side)
    if seen.value is not None and item.kind in _MEASURED:
        value = spoken(knowledge, item.kind, seen.value)
        key = f"value_{item.kind}"
        if f"{key}_in_words" in knowledge.wording and not _has_figure(seen.text):
            key = f"{key}_in_words"  # "a niggle" was never called a number
        lay = choose(knowledge, key, "lay_with_value", lay=lay, value=value)
    return lay


def _has_figure(text: str) -> bool:
    return any(each.isdigit() for each in text)


def spoken(knowledge: Knowledge, kind: str, value: str | float) -> str:
    """A value as people say it: P3W is "3 weeks"."""
    if kind != "duration" or not isinstance(value, str):
        number = float(value)
        return f"{number:g}"
    amount, unit = value[1:-1], value[-1]
    if not amount.isdigit():
        return value
    form = "one" if amount == "1" else "many"
    return say(knowledge, f"unit_{unit}_{form}", n=amount)


def name_of(knowledge: Knowledge, item: str) -> str:
    """The display name of a condition, factor, advice, topic or finding."""
    for group in (
        knowledge.conditions,
        knowledge.factors,
        knowledge.advice,
        knowledge.topics,
        knowledge.findings,
    ):
        if item in group:
            return group[item].name
    return item.replace("_", " ")


def country_of(knowledge: Knowledge, country: str) -> Country:
    """Whom to call there; the general entry for a country we do not know."""
    return knowledge.countries.get(country) or knowledge.countries["unknown"]


def known_now(knowledge: Knowledge, evidence: Evidence, turn: int | None) -> list[str]:
    """Lay words for what is present or suspected; of one turn, or of all of them."""
    known = _known(knowledge, evidence, turn)
    return list(dict.fromkeys(lay for _, lay in known))


def recap(knowledge: Knowledge, evidence: Evidence) -> list[str]:
    """The gist of what is known: a few things, and not all of one kind."""
    of_kind: dict[str, list[str]] = {}
    for kind, lay in _known(knowledge, evidence, turn=None):
        told = of_kind.setdefault(kind, [])
        if lay not in told and len(told) < _MOST_OF_A_KIND:
            told.append(lay)
    return [lay for told in of_kind.values() for lay in told][:_MOST_IN_A_RECAP]


def _known(
    knowledge: Knowledge, evidence: Evidence, turn: int | None
) -> list[tuple[str, str]]:
    """Kinds and lay words, in the order in which people tell them."""
    said: list[tuple[str, str]] = []
    told = {
        finding: seen
        for finding, seen in evidence.observations.items()
        if seen.status in (Status.PRESENT, Status.UNCERTAIN)
        and turn in (None, seen.turn)
        # "Not sure" to a question says nothing of the runner's own.
        and not (seen.status is Status.UNCERTAIN and seen.asked)
    }
    general = {i for f in told for i in _implied(knowledge, f)}
    for finding in sorted(told.keys() - general, key=lambda f: _place(knowledge, f)):
        seen = told[finding]
        if _is_side(knowledge, finding) or _lacks_value(knowledge, finding, seen):
            continue
        lay = in_lay_words(knowledge, finding, seen)
        unsure = seen.status is Status.UNCERTAIN and ":" not in finding
        lay = say(knowledge, "lay_unsure", lay=lay) if unsure else lay
        said.append((_kind(knowledge, finding), lay))
    return [(kind, lay) for kind, lay in said if lay]


def _place(knowledge: Knowledge, finding: str) -> tuple[int, str]:
    """Where it hurts first, then how, then what is behind it."""
    kind = _kind(knowledge, finding)
    return (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), finding)


def _kind(knowledge: Knowledge, finding: str) -> str:
    item = knowledge.findings.get(finding.split(":", maxsplit=1)[0])
    return item.kind if item else ""


def _implied(knowledge: Knowledge, finding: str) -> Sequence[str]:
    """What the finding says already: the sit bone is in the buttock."""
    item = knowledge.findings.get(finding)
    return item.implies if item else ()


def _lacks_value(knowledge: Knowledge, finding: str, seen: Observation) -> bool:
    """Whether an amount was mentioned that nobody could read."""
    item = knowledge.findings.get(finding)
    return item is not None and item.kind in _MEASURED and seen.value is None


def _is_side(knowledge: Knowledge, finding: str) -> bool:
    """A side on its own says nothing: it is told with its place."""
    item = knowledge.findings.get(finding)
    return item is not None and item.kind == "side"
