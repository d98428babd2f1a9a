"""Finds names of conditions, said as what somebody has or had.

A name alone is doubtful ("my sciatica", "physio says SI joint"): only words of a scan
or a doctor (cues with `use: confirmed`) make it present.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.knowledge.model import Status
from bot.nlu.language import PhraseLanguage
from bot.nlu.matcher import PhraseMatcher, longest
from bot.nlu.mention import Found
from bot.nlu.text import Words


class DiagnosisFinder:
    """Names of conditions, and what else each of them says."""

    def __init__(self, language: PhraseLanguage, cues: Mapping[str, Any]) -> None:
        named = [v for v in cues.values() if v.get("use") == "diagnosis"]
        self._names = PhraseMatcher(
            language, [(v["phrases"], v["finding"]) for v in named]
        )
        self._also = {v["finding"]: v.get("also", {}) for v in named}
        self._confirmed = PhraseMatcher(
            language,
            [
                (v["phrases"], (v.get("looks", "before"), int(v.get("reach", 8))))
                for v in cues.values()
                if v.get("use") == "confirmed"
            ],
        )

    def __call__(self, words: Words, breaks: frozenset[int]) -> list[Found]:
        """Mentions of conditions, uncertain unless confirmed."""
        found: list[Found] = []
        sure = self._confirmed.find(words)
        for match in longest(self._names.find(words)):
            confirmed = any(
                _reaches(match.first, match.last, cue, breaks) for cue in sure
            )
            status = Status.PRESENT if confirmed else Status.UNCERTAIN
            found.append(Found(match.meaning, match.first, match.last, status))
            for finding, other in self._also[match.meaning].items():
                also = Found(finding, match.first, match.last, Status(other), weak=True)
                found.append(also)
        return found


def _reaches(first: int, last: int, cue: Any, breaks: frozenset[int]) -> bool:
    looks, reach = cue.meaning
    if looks == "before" and cue.first < first:
        between = range(min(cue.last, first), first)
    elif looks == "after" and last <= cue.first:
        between = range(last, cue.first)
    else:
        return False
    return len(between) <= reach and not any(i in breaks for i in between)
