"""Which country a runner names, by the phrases of data/knowledge/countries.

It needs neither the NLU pipeline nor the database, so that an emergency reply can name
the right number from the very message that sets it off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.knowledge.loader import load_wording
from bot.knowledge.messages import KnowledgeError
from bot.safety.page import Page, Word
from bot.safety.phrase import Node, PhraseError, parse
from bot.safety.rules import FOLDER, LEVELS
from bot.safety.text import cut
from bot.safety.wording import emergency_text

UNKNOWN = "unknown"
LONGEST = 4000  # characters looked at
# Keys of data/knowledge/wording.
ELSEWHERE = "gateway_elsewhere"
MORE = "gateway_more"


@dataclass(frozen=True)
class Countries:
    """Names of the countries, how runners say them, and the line for everybody else.

    `more` offers to go on with the emergency screen.
    """

    names: Mapping[str, str]
    phrases: tuple[tuple[Node, str], ...]
    elsewhere: str = ""
    more: str = ""

    @classmethod
    def load(cls, folder: Path | None = None) -> Countries:
        """Read them. What is broken is left out: some answer is better than none."""
        root = folder or FOLDER
        wording = _wording(root)
        files = {
            path.stem: _content(path)
            for path in sorted((root / "countries").glob("*.yml"))
        }
        return cls(
            names={id_: str(each.get("name") or "") for id_, each in files.items()},
            phrases=tuple(
                (node, id_)
                for id_, each in files.items()
                if id_ != UNKNOWN
                for node in _nodes(each.get("phrases"))
            ),
            elsewhere=_elsewhere(wording, files.get(UNKNOWN, {})),
            more=wording.get(MORE, ""),
        )

    def mentioned(self, text: str) -> str:
        """The country named in `text`, "" for none, `unknown` for several."""
        raw = cut(text[:LONGEST])
        page = Page([Word((each.text,), each.start, each.end) for each in raw])
        spans = [
            (end - at, at, id_)
            for at in range(page.size)
            for node, id_ in self.phrases
            for end in node.ends(page, at)
        ]
        found = _longest(spans)
        return found.pop() if len(found) == 1 else UNKNOWN if found else ""

    def emergency_text(
        self, flags: list[str], level: str, country: str, *, more: bool = True
    ) -> str:
        """The fixed wording; one country's number never stands there alone.

        `more`: whether questions may follow that could make an urgent one an emergency.
        """
        offer = self.more if more and level != LEVELS[0] else ""
        name = self.names.get(country, "")
        if country == UNKNOWN or not name or not self.elsewhere:
            lines = [emergency_text(flags, level, UNKNOWN)]
        else:
            said = emergency_text(flags, level, country)
            lines = [said, self.elsewhere.replace("{country}", name)]
        return "\n".join(filter(None, [*lines, offer]))


@lru_cache(maxsize=1)
def countries() -> Countries:
    """Those of data/knowledge, read once."""
    return Countries.load()


def _longest(spans: list[tuple[int, int, str]]) -> set[str]:
    """Those that lie in no longer span: Northern Ireland is not Ireland."""
    kept: list[tuple[int, int, str]] = []
    for length, at, id_ in sorted(spans, key=lambda each: (-each[0], *each[1:])):
        if all(at >= a + n or at + length <= a for n, a, _ in kept):
            kept.append((length, at, id_))
    return {id_ for _, _, id_ in kept}


def _nodes(phrases: object) -> list[Node]:
    nodes = []
    for phrase in phrases if isinstance(phrases, list) else []:
        try:
            nodes.append(parse(_plain(str(phrase)), {}))
        except PhraseError:
            continue  # `backstride check` tells its author
    return nodes


def _plain(phrase: str) -> str:
    """With the apostrophes gone, as `cut` leaves the runner's words."""
    return " ".join(phrase.lower().replace("'", "").split())


def _elsewhere(wording: Mapping[str, str], unknown: Mapping[str, Any]) -> str:
    text = wording.get(ELSEWHERE, "")
    number = str(unknown.get("emergency_number") or "")
    return text.replace("{emergency_number}", number) if number else ""


def _wording(root: Path) -> Mapping[str, str]:
    try:
        return load_wording(root)
    except (KnowledgeError, OSError):
        return {}


def _content(path: Path) -> Mapping[str, Any]:
    """A YAML file as a mapping, empty when it is missing or broken."""
    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (YAMLError, OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
