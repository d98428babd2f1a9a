"""Evidence as plain JSON, and the small changes the dialogue makes to it.

The JSON goes into a Rasa slot and may outlive a release: unknown keys are ignored and
what cannot be read is left out, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.knowledge.model import Knowledge, Status, Triage
from bot.reasoning.model import Correction, Evidence, Observation

VERSION = 1
SIDES = ("left", "right", "both")
_STATUSES = {status.value: status for status in Status}
_LEVELS = {triage.value: triage for triage in Triage}


def to_json(evidence: Evidence) -> dict[str, Any]:
    """Evidence as JSON-ready values; `from_json` gives the same evidence back."""
    return {
        "version": VERSION,
        "turn": evidence.turn,
        "observations": {
            finding: _observation_to_json(observation)
            for finding, observation in evidence.observations.items()
        },
        "asked": list(evidence.asked),
        "unknown": list(evidence.unknown),
        "corrections": [
            {"finding": c.finding, "before": c.before, "after": c.after}
            for c in evidence.corrections
        ],
        "red_flags": list(evidence.red_flags),
    }


def from_json(data: Mapping[str, Any] | None) -> Evidence:
    """Evidence from what `to_json` gave, or from nothing."""
    if not isinstance(data, Mapping):
        return Evidence()
    observations = {
        str(finding): observation
        for finding, raw in _mapping(data.get("observations")).items()
        if (observation := _observation_from_json(raw)) is not None
    }
    return Evidence(
        observations=observations,
        asked=_texts(data.get("asked")),
        unknown=_texts(data.get("unknown")),
        corrections=_corrections(data.get("corrections")),
        red_flags=_texts(data.get("red_flags")),
        turn=_whole_number(data.get("turn")),
    )


def with_asked(evidence: Evidence, finding: str) -> Evidence:
    """Evidence that notes the question of this finding as put to the runner."""
    if finding in evidence.asked:
        return evidence
    return replace(evidence, asked=(*evidence.asked, finding))


def with_red_flag(
    evidence: Evidence, flag: str, triage: Triage = Triage.EMERGENCY
) -> Evidence:
    """Evidence that keeps a flag for good; below emergency it reads `<id>@<level>`."""
    entry = flag if triage is Triage.EMERGENCY else f"{flag}@{triage.value}"
    if entry in evidence.red_flags:
        return evidence
    return replace(evidence, red_flags=(*evidence.red_flags, entry))


def red_flag_levels(evidence: Evidence) -> tuple[tuple[str, Triage], ...]:
    """Each kept flag with its level, most urgent first; a bare id is an emergency."""
    levels = [_red_flag(entry) for entry in evidence.red_flags]
    return tuple(sorted(levels, key=lambda flag: (flag[1].rank, flag[0])))


def with_flagged_findings(knowledge: Knowledge, evidence: Evidence) -> Evidence:
    """Evidence in which a kept flag that is a finding is present, unless it was told.

    The safety gate may have answered a message that the interview never recorded.
    """
    flagged = {
        flag: Observation(Status.PRESENT)
        for flag, _ in red_flag_levels(evidence)
        if flag in knowledge.findings and flag not in evidence.observations
    }
    if not flagged:
        return evidence
    return replace(evidence, observations={**evidence.observations, **flagged})


def status_of(evidence: Evidence, finding: str) -> Status | None:
    """What the runner said of a finding, or None when nothing."""
    observation = evidence.observations.get(finding)
    return observation.status if observation else None


def is_present(evidence: Evidence, finding: str) -> bool:
    """Whether the runner has this finding now."""
    return status_of(evidence, finding) is Status.PRESENT


def present(evidence: Evidence) -> tuple[str, ...]:
    """Ids of the findings the runner has now, in id order."""
    return tuple(sorted(f for f in evidence.observations if is_present(evidence, f)))


def _red_flag(entry: str) -> tuple[str, Triage]:
    flag, _, level = entry.partition("@")
    return flag, _LEVELS.get(level, Triage.EMERGENCY)


def _observation_to_json(observation: Observation) -> dict[str, Any]:
    return {
        "status": observation.status.value,
        "text": observation.text,
        "value": observation.value,
        "side": observation.side,
        "turn": observation.turn,
        "asked": observation.asked,
    }


def _observation_from_json(raw: Any) -> Observation | None:
    data = _mapping(raw)
    status = _STATUSES.get(str(data.get("status")))
    if status is None:
        return None
    value = data.get("value")
    side = data.get("side")
    return Observation(
        status=status,
        text=str(data.get("text") or ""),
        value=value if isinstance(value, (str, int, float)) else None,
        side=side if side in SIDES else "",
        turn=_whole_number(data.get("turn")),
        asked=bool(data.get("asked")),
    )


def _corrections(raw: Any) -> tuple[Correction, ...]:
    entries = raw if isinstance(raw, (list, tuple)) else ()
    return tuple(
        Correction(
            finding=str(entry.get("finding", "")),
            before=str(entry.get("before", "")),
            after=str(entry.get("after", "")),
        )
        for entry in entries
        if isinstance(entry, Mapping)
    )


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _texts(raw: Any) -> tuple[str, ...]:
    entries = raw if isinstance(raw, (list, tuple)) else ()
    return tuple(entry for entry in entries if isinstance(entry, str))


def _whole_number(raw: Any) -> int:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else 0
