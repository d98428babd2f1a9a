"""Every sentence that the author of a YAML file can be told, each with its code.

K1: a file cannot be read. K2: a field is wrong. K3: something named does not exist.
K4: the parts do not agree. K5: something is still to be written. W: worth a look.
P and R pass on what the readers of phrases and of red flags say.
"""

# ruff: noqa: E501 - a sentence is easier to judge on one line

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum


# fmt: off
class Message(Enum):
    """Code and sentence. Braces are filled in by `problem`."""

    NO_FOLDER = "K101", "There is no such folder. Give the folder that holds findings/, conditions/ and the rest."
    NOT_UTF8 = "K102", "This file is not plain UTF-8 text. Save it again as UTF-8."
    TAB = "K103", "There is a tab here. YAML wants spaces: replace the tab with spaces."
    EMPTY = "K104", "This file is empty. Write the item or delete the file."
    BAD_YAML = "K105", "The file cannot be read as YAML here. Usually it is the spaces at the start of this line or the one above, or a text that needs quotes."
    GIVEN_TWICE = "K106", '"{name}" is given twice in the same place. Keep one.'
    NOT_FIELDS = "K107", 'This file should be a list of fields, each as "name: value".'
    FORBIDDEN_KEY = "K108", '"{name}" may not be used as a field name: Rasa would take the file for its own. Choose another name.'
    WRONG_ENDING = "K109", 'This file would be overlooked: its name must end in ".yml".'
    UNKNOWN_FOLDER = "K110", 'There is no place for files in "{name}".{hint}'
    UNPRINTABLE = "K111", '"{name}" holds a character that cannot be shown. Type the text again.'

    UNKNOWN_FIELD = "K201", '"{name}" is not a field we use here.{hint}'
    MISSING_FIELD = "K202", 'The field "{name}" is missing.'
    EMPTY_FIELD = "K203", '"{name}" has nothing in it. Fill it in; if it is optional, you may leave the line out.'
    NOT_TEXT = "K204", '"{name}" must be text. Put it in quotes.'
    NOT_LIST = "K205", '"{name}" must be a list: write it in square brackets, or one entry a line after "- ".'
    NOT_MAPPING = "K206", '"{name}" must hold fields of its own, indented under it.'
    NOT_CHOICE = "K207", '"{name}" must be one of: {choices}.{hint}'
    NOT_NUMBER = "K208", '"{name}" must be a number.'
    NOT_WHOLE = "K209", '"{name}" must be a whole number.'
    NOT_TRUE_FALSE = "K210", '"{name}" must be true or false, without quotes.'
    OUT_OF_RANGE = "K211", '"{name}" must be {bound} {limit}.'
    TOO_LONG = "K212", '"{name}" is too long for a button: at most {limit} characters.'
    NOT_AN_ID = "K213", '"{name}" must be an id: small English letters, digits and _ only, such as pain_at_night.'
    TOO_FEW = "K214", '"{name}" needs at least one entry.'
    NOT_UNDERSTOOD = "K215", '"{name}" is not written the way we need it.'

    NOT_FILE_NAME = "K301", 'The file is called "{file}" but its {field} is "{name}". Make the two the same.'
    DUPLICATE_ID = "K302", 'There are two {kind} called "{name}"; the other is in {other}. Rename one.'
    UNKNOWN_ID = "K303", 'There is no {kind} called "{name}".{hint}'
    NO_DETAIL = "K304", '"{name}" has a ":" in it, which only these findings take: {choices}.'
    BAD_TEST = "K305", '"{name}" is not a test we know. Write a finding id, or one of the forms in README.md such as fever:absent, radiation_leg@both, age>=70, duration<P2D, kind:location, condition:some_id>=0.3.'
    UNKNOWN_KIND = "K306", 'There is no kind of finding called "{name}".{hint}'

    BAD_INDEX = "K401", '"{name}" is {index}, but the options are numbered 0 to {last}.'
    NO_OPTIONS = "K402", "This question has no options to choose from."
    NO_YES_NO = "K403", 'A yes-or-no question needs "{name}": the number of the option (from 0) that a bare {name} means.'
    NO_POSITION = "K404", 'The stance is "{stance}", so "{name}" must say what we go by instead.'
    CONTRADICTED_AGREED = "K405", 'The grade is "contradicted" but the stance is "agree". Change one of them.'
    NO_EVIDENCE = "K406", 'The grade is "{grade}", but no source is named. Name one, or choose a lower grade.'
    NO_TESTS = "K407", 'This rule tests nothing. Give "all" or "any".'
    AT_LEAST_TOO_MANY = "K408", '"at_least" asks for {limit}, but "any" holds only {count}.'
    BOUNDS_CROSSED = "K409", '"at_least" must be smaller than "below".'
    DUPLICATE_ENTRY = "K410", '"{name}" is listed twice here. Keep one.'
    REFERS_TO_ITSELF = "K411", '"{name}" refers to itself here. Take it out.'
    NO_ANSWER = "K412", 'This topic has no answer. Give "text" or "handler".'
    WRONG_KIND = "K413", '"{name}" must be of kind "{kind}": other parts of the program rely on it.'
    STARTER_TEXT = "K414", 'The starter text "{name}" still stands here. Write your own.'
    UNSHOWN_BETWEEN = "K415", "Runners answer by number, so options that are not shown come after all that are. Move them to the end."
    NO_OTHER = "K416", 'Options that are not shown need a button that stands for them: "other", its number, and "ask_other", what to ask then. Without such options, leave both out.'

    NOT_WRITTEN = "K501", 'The {kind} "{name}" is not written yet: add {file}.'
    NO_FACTS = "K502", "No fact from this article is written yet. Add facts with this source."
    ONE_SIDED = "K503", "No weight speaks {direction} this condition. Give at least one finding that makes it {change} likely."
    PRIOR_SUM = "K504", "The priors of all conditions of role cause add up to {total}; they should add up to about 1 (0.9 to 1.1)."

    NO_PHRASES = "W601", "Nobody can say this finding yet: add phrases/{name}.yml."
    UNVERIFIED_AGREED = "W602", 'The claim is unverified, yet we agree with it. Should the stance be "qualify"?'

    BAD_PHRASE = "P701", "{text}"
    BAD_WORDS = "P702", "Understanding cannot start: {text}"
    BAD_RED_FLAG = "R801", "{text}"

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def sentence(self) -> str:
        return self.value[1]

# fmt: on


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right. `line` counts from 1; 0 stands for the whole file."""

    file: str
    line: int
    text: str
    code: str

    @property
    def is_warning(self) -> bool:
        return self.code.startswith("W")

    @property
    def is_unwritten(self) -> bool:
        """Something is still to come, but what there is holds together."""
        return self.code.startswith("K5")

    def __str__(self) -> str:
        return f"{self.file}:{self.line or 1}: {self.text} [{self.code}]"


class KnowledgeError(Exception):
    """The folder cannot be used; `problems` holds everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(report(self.problems))


def problem(message: Message, file: str, line: int = 0, /, **words: object) -> Problem:
    return Problem(file, line, message.sentence.format(**words), message.code)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint to add to a sentence, or nothing when no name is near."""
    close = get_close_matches(str(name).lower(), sorted(known), n=1, cutoff=0.7)
    return f' Did you mean "{close[0]}"?' if close else ""


def report(problems: Iterable[Problem]) -> str:
    """All problems, a line each, and the verdict; warnings after them under a heading."""
    found = sorted(set(problems))
    errors = [str(each) for each in found if not each.is_warning]
    warnings = [str(each) for each in found if each.is_warning]
    lines = [*errors, "", "Worth a look:", *warnings] if warnings else errors
    return "\n".join([*lines, "", _verdict(errors, warnings)]).strip()


def _verdict(errors: list[str], warnings: list[str]) -> str:
    if not errors and not warnings:
        return "All good!"
    if not errors:
        return f"All good, with {_count(len(warnings), 'thing')} worth a look."
    return f"{_count(len(errors), 'problem')} to put right."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
