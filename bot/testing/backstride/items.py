"""The ids a test may name: read from the names of the files, so that it takes no time.

What the items say is read only when a check needs the words.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from bot.knowledge.loader import load
from bot.testing.backstride.said import Words
from bot.testing.problems import Place, suggestion
from bot.testing.reading import Page

FOLDERS = (
    "findings", "conditions", "factors", "advice", "facts", "topics", "red_flags",
    "triage", "sources", "countries",
)  # fmt: skip
KNOWLEDGE = Path("data") / "knowledge"


class Items:
    """The ids of one knowledge base."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the bot's."""
        self.folder = folder / KNOWLEDGE
        self.ids = {
            name: {path.stem for path in (self.folder / name).glob("*.yml")}
            for name in FOLDERS
        }

    @cached_property
    def words(self) -> Words:
        """What the items say, read on first use."""
        return Words(load(self.folder))

    def known(self, page: Page, place: Place, id_: str, *groups: str) -> str:
        """The id; noted as a problem when none of the groups has it."""
        everything = {each for group in groups for each in self.ids[group]}
        name = id_.split(":", 1)[0]  # prior_diagnosis:…
        if name not in everything:
            what = " or ".join(group.replace("_", " ") for group in groups)
            hint = suggestion(id_, everything)
            page.wrong(place, f'there is no "{id_}" among the {what}.{hint}')
        return id_
