"""One broken file for every message that an author can be told."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli.check import check_everything
from bot.knowledge.checks import check_folder
from bot.knowledge.messages import KnowledgeError, Message, Problem, report
from bot.knowledge.reading import default_folder

pytestmark = pytest.mark.slow


class Break(NamedTuple):
    """Put `new` for `old` in `file` (whole file if `old` is empty); what is then said."""

    message: Message
    file: str
    old: str
    new: str
    line: int
    said: str = ""
    at: str = ""  # the file that is named, if another


M = Message
NUMB, STRAIN, DISC = (
    "findings/numbness.yml",
    "conditions/strain.yml",
    "conditions/slipped_disc.yml",
)
FACT, RULE, WALK = "facts/ten_percent.yml", "triage/numb_and_old.yml", "advice/walk.yml"

# fmt: off
BREAKS = [
    Break(M.TAB, NUMB, "  yes: 0", "\tyes: 0", 14),
    Break(M.EMPTY, NUMB, "", "", 1),
    Break(M.EMPTY, NUMB, "", "# only a comment\n", 1),
    Break(M.BAD_YAML, NUMB, "  why: Numb", " why: Numb", 10, "spaces"),
    Break(M.BAD_YAML, NUMB, "lay: numb skin", "lay: numb: skin", 4),
    Break(M.GIVEN_TWICE, NUMB, "lay: numb", "name: Again\nlay: numb", 4, '"name"'),
    Break(M.NOT_FIELDS, NUMB, "", "- one\n- two\n", 1),
    Break(M.FORBIDDEN_KEY, NUMB, "      side: left", "      nlu: left", 22, '"nlu"'),
    Break(M.FORBIDDEN_KEY, "wording/greetings.yml", "hello:", "responses:", 1, '"responses"'),
    Break(M.WRONG_ENDING, "findings/spasm.yaml", "", "id: spasm\n", 1),
    Break(M.UNKNOWN_FOLDER, "findngs/spasm.yml", "", "id: spasm\n", 1, 'mean "findings"'),
    Break(M.UNKNOWN_FOLDER, "spasm.yml", "", "id: spasm\n", 1),
    Break(M.UNPRINTABLE, NUMB, "lay: numb skin", 'lay: "numb\\0skin"', 4, '"lay"'),
    Break(M.BAD_YAML, WALK, "how: Slowly.", 'how: "Slow\\ud800ly."', 7),
    Break(M.NOT_TEXT, NUMB, "lay: numb skin", "[lay]: numb skin", 1),
    Break(M.BAD_YAML, NUMB, "implies: [tingling]", "implies: &i [*i]", 1),
    Break(M.NOT_TEXT, NUMB, "lay: numb skin", "5: numb skin", 4, '"5"'),
    Break(M.UNKNOWN_FIELD, NUMB, "lay_absent: full", "lay_absnt: full", 5, "lay_absnt"),
    Break(M.UNKNOWN_FIELD, NUMB, "kind: numb", "knd: numb", 2, 'Did you mean "kind"?'),
    Break(M.UNKNOWN_FIELD, STRAIN, "    grade: mod", "    grad: mod", 13, 'Did you mean "grade"?'),
    Break(M.MISSING_FIELD, STRAIN, "    grade: moderate\n", "", 10, '"grade"'),
    Break(M.MISSING_FIELD, NUMB, "name: Numb skin\n", "", 1, '"name"'),
    Break(M.EMPTY_FIELD, NUMB, "lay: numb skin", "lay:", 4, '"lay"'),
    Break(M.EMPTY_FIELD, NUMB, "lay: numb skin", 'lay: " "', 4, '"lay"'),
    Break(M.EMPTY_FIELD, "wording/greetings.yml", "hello: Hello.", "hello:", 1, '"hello"'),
    Break(M.NOT_TEXT, "countries/unknown.yml", '"112"', "112", 3, "quotes"),
    Break(M.NOT_TEXT, "wording/greetings.yml", "See you.", "[See you.]", 2, '"goodbye"'),
    Break(M.NOT_LIST, NUMB, "implies: [tingling]", "implies: tingling", 7, '"implies"'),
    Break(M.NOT_MAPPING, NUMB, "      sets: {numbness: absent, tingling: absent}", "      sets: numbness", 21),
    Break(M.NOT_CHOICE, STRAIN, "triage: self_care", "triage: selfcare", 6, 'mean "self_care"'),
    Break(M.NOT_CHOICE, STRAIN, "grade: moderate", "grade: contradicted", 13, "strong"),
    Break(M.NOT_CHOICE, NUMB, "numbness: absent,", "numbness: gone,", 21, "present, absent"),
    Break(M.NOT_NUMBER, STRAIN, "prior: 0.6", "prior: often", 5, '"prior"'),
    Break(M.NOT_WHOLE, "sources/guideline.yml", "2016", "lately", 5, '"year"'),
    Break(M.NOT_TRUE_FALSE, RULE, "uncertain: true", "uncertain: yes", 9, '"uncertain"'),
    Break(M.OUT_OF_RANGE, STRAIN, "prior: 0.6", "prior: 1", 5, "less than 1"),
    Break(M.OUT_OF_RANGE, STRAIN, "prior: 0.6", "prior: 0", 5, "more than 0"),
    Break(M.OUT_OF_RANGE, STRAIN, "present: 0.5", "present: -2", 11, "more than 0"),
    Break(M.OUT_OF_RANGE, STRAIN, "present: 0.5", "present: .nan", 11),
    Break(M.TOO_LONG, NUMB, "Yes, numb", "Yes, " + "very " * 8 + "numb", 17, "at most 40"),
    Break(M.NOT_AN_ID, NUMB, "kind: numbness", "kind: Numb ness", 2, '"kind"'),
    Break(M.TOO_FEW, "factors/overload.yml", "findings: [tingling]", "findings: []", 4),
    Break(M.NOT_WHOLE, "sources/guideline.yml", "2016", "2016.5", 5),
    Break(M.NOT_WHOLE, WALK, "priority: 10", "priority: .inf", 11),
    Break(M.NOT_UNDERSTOOD, STRAIN, "at_least: 30", "at_least: .inf", 19, '"at_least"'),
    Break(M.NOT_FILE_NAME, NUMB, "id: numbness", "id: numb_skin", 1, "numbness.yml"),
    Break(M.NOT_FILE_NAME, "phrases/age.yml", "finding: age", "finding: aged", 1, "age.yml"),
    Break(M.DUPLICATE_ID, NUMB, "id: numbness", "id: tingling", 1, "findings/tingling.yml"),
    Break(M.DUPLICATE_ID, "wording/more.yml", "", "hello: Hi.\n", 1, "wording/greetings.yml"),
    Break(M.UNKNOWN_ID, STRAIN, "finding: numbness", "finding: numbnes", 10, 'Did you mean "numbness"?'),
    Break(M.UNKNOWN_ID, STRAIN, "    sources: [guideline]", "    sources: [guidelin]", 15, 'mean "guideline"'),
    Break(M.UNKNOWN_ID, STRAIN, "week: [walk]", "week: [wlak]", 24, "advice"),
    Break(M.UNKNOWN_ID, DISC, "requires_any: [numbness", "requires_any: [numb", 9, "finding"),
    Break(M.UNKNOWN_ID, DISC, "caused_by: [strain]", "caused_by: [strian]", 10, 'mean "strain"'),
    Break(M.UNKNOWN_ID, NUMB, "implies: [tingling]", "implies: [tingle]", 7, "finding"),
    Break(M.UNKNOWN_ID, NUMB, "covers: [numbness, tingling]", "covers: [numb]", 13, "finding"),
    Break(M.UNKNOWN_ID, NUMB, "tingling: absent}", "tinglin: absent}", 21, 'mean "tingling"'),
    Break(M.UNKNOWN_ID, "factors/overload.yml", "conditions: [strain]", "conditions: [age]", 8, "condition"),
    Break(M.UNKNOWN_ID, "factors/overload.yml", "advice: [walk]", "advice: [run]", 7, "advice"),
    Break(M.UNKNOWN_ID, WALK, "for: [strain, overload]", "for: [strain, overlod]", 5, "condition or factor"),
    Break(M.UNKNOWN_ID, WALK, "not_for: [slipped_disc, age]", "not_for: [aged]", 6, "condition or finding"),
    Break(M.UNKNOWN_ID, FACT, "source: article", "source: artcle", 2, "source"),
    Break(M.UNKNOWN_ID, FACT, "about: [overload,", "about: [overlaod,", 5, "factor, advice, topic or"),
    Break(M.UNKNOWN_ID, FACT, "position_sources: [guideline]", "position_sources: [guide]", 9),
    Break(M.UNKNOWN_ID, "topics/rest.yml", "about: [overload]", "about: [over]", 5),
    Break(M.UNKNOWN_ID, "topics/rest.yml", "sources: [guideline]", "sources: [guide]", 10),
    Break(M.UNKNOWN_ID, RULE, "sources: [guideline]", "sources: [guide]", 11),
    Break(M.UNKNOWN_ID, RULE, '"age>=70"', '"aeg>=70"', 5, "finding"),
    Break(M.UNKNOWN_ID, RULE, "condition:slipped_disc", "condition:slippd_disc", 6, "condition"),
    Break(M.UNKNOWN_ID, "phrases/spasm.yml", "", "finding: spasm\npresent: [jumps]\n", 1, "finding"),
    Break(M.NO_DETAIL, RULE, "numbness@left", "numbness:toes", 5, "prior_diagnosis"),
    Break(M.BAD_TEST, RULE, "age>=70", "age=>70", 5, "age=>70"),
    Break(M.BAD_TEST, RULE, "numbness@left", "numbness@top", 5),
    Break(M.BAD_TEST, RULE, "age>=70", "age>=P", 5),
    Break(M.BAD_TEST, RULE, "slipped_disc>=0.3", "slipped_disc>=3", 6),
    Break(M.UNKNOWN_KIND, RULE, "kind:numbness", "kind:numness", 5, 'mean "numbness"'),
    Break(M.UNKNOWN_KIND, NUMB, "kind: numbness", "kind: numbnss", 2, 'mean "numbness"'),
    Break(M.BAD_INDEX, NUMB, "  no: 1", "  no: 3", 15, "0 to 2"),
    Break(M.BAD_INDEX, NUMB, "  no: 1", "  no: 1\n  other: 3\n  ask_other: Which?", 16, "0 to 2"),
    Break(M.UNSHOWN_BETWEEN, NUMB, "    - label: Yes, numb", "    - label: Yes, numb\n      shown: false", 16),
    Break(M.NO_OTHER, NUMB, "    - label: For weeks", "    - label: For weeks\n      shown: false", 8),
    Break(M.NO_OTHER, NUMB, "  no: 1", "  no: 1\n  other: 2", 8),
    Break(M.NO_OPTIONS, "findings/age.yml", "lay: your age", "lay: your age\nquestion: {text: Well, why: So, type: choice}", 5),
    Break(M.NO_YES_NO, NUMB, "  yes: 0\n", "", 8, '"yes"'),
    Break(M.NO_POSITION, FACT, "position: Watch the longest run.\n", "", 7, '"position"'),
    Break(M.NO_POSITION, FACT, "position_sources: [guideline]\n", "", 7, '"position_sources"'),
    Break(M.CONTRADICTED_AGREED, FACT, "stance: contradict", "stance: agree", 7),
    Break(M.NO_EVIDENCE, STRAIN, "grade: expert_opinion", "grade: strong", 18, '"strong"'),
    Break(M.NO_EVIDENCE, "advice/warmth.yml", "grade: unverified", "grade: moderate", 5),
    Break(M.NO_TESTS, RULE, "", "id: numb_and_old\nname: x\ntriage: urgent\nreason: x\nnone: [age]\nsources: [article]\n", 1),
    Break(M.AT_LEAST_TOO_MANY, RULE, "at_least: 2", "at_least: 3", 8, "only 2"),
    Break(M.BOUNDS_CROSSED, STRAIN, "at_least: 30", "at_least: 50", 19),
    Break(M.DUPLICATE_ENTRY, STRAIN, "now: [walk]", "now: [walk, walk]", 23, '"walk"'),
    Break(M.DUPLICATE_ENTRY, NUMB, "label: No", "label: yes, NUMB", 20),
    Break(M.REFERS_TO_ITSELF, NUMB, "implies: [tingling]", "implies: [numbness]", 7),
    Break(M.NO_ANSWER, "topics/rest.yml", "", "id: rest\nname: Rest\nphrases: [rest]\n", 1),
    Break(M.WRONG_KIND, NUMB, "kind: numbness", "kind: history", 2, '"numbness"'),
    Break(M.STARTER_TEXT, STRAIN, "changes: Numb skin.", "changes: TODO write", 26, "TODO write"),
    Break(M.NOT_WRITTEN, "vocabulary.yml", "[overload]", "[overload, shoes]", 1, "factors/shoes.yml"),
    Break(M.NO_FACTS, "sources/guideline.yml", "year: 2016", "seed: S1", 5),
    Break(M.ONE_SIDED, STRAIN, "present: 0.5", "present: 2", 9, "against"),
    Break(M.PRIOR_SUM, STRAIN, "prior: 0.6", "prior: 0.9", 1, "1.30", at="conditions"),
    Break(M.PRIOR_SUM, STRAIN, "prior: 0.6", "prior: 0.1", 1, "0.50", at="conditions"),
    Break(M.UNVERIFIED_AGREED, FACT, "contradicted\nstance: contradict", "unverified\nstance: agree", 7),
    Break(M.BAD_PHRASE, "phrases/numbness.yml", "<numb> skin", "(numb skin", 2, "(numb skin"),
    Break(M.BAD_PHRASE, "phrases/numbness.yml", "<numb> skin", "<nub> skin", 2, "<nub>"),
    Break(M.BAD_PHRASE, "words/numb.yml", "dead", '"(dead"', 2),
    Break(M.BAD_PHRASE, "topics/rest.yml", "should i rest", '"should [i"', 4),
    Break(M.BAD_PHRASE, NUMB, "it is numb", "it is [numb", 19),
    Break(M.BAD_WORDS, "cues/hm.yml", "", "id: hm\nuse: decoy\n", 1, at="cues"),
    Break(M.BAD_RED_FLAG, "red_flags/hm.yml", "", "id: hm\ntriage: emergency\n", 1),
]
# fmt: on
ELSEWHERE = {M.NO_FOLDER, M.NOT_UTF8, M.NO_PHRASES}  # tests of their own, below


def codes(problems: list[Problem]) -> set[str]:
    return {each.code for each in problems}


def test_a_good_folder_is_all_good(folder: Path) -> None:
    assert report(check_folder(folder)) == "All good!"


def test_every_message_has_a_file_that_produces_it() -> None:
    assert {each.message for each in BREAKS} | ELSEWHERE == set(Message)


def test_every_message_has_a_code_of_its_own() -> None:
    assert len({each.code for each in Message}) == len(list(Message))


@pytest.mark.parametrize(
    "broken", BREAKS, ids=lambda b: f"{b.message.name}-{b.file}-{b.line}"
)
def test_a_broken_file_is_named_with_line_and_reason(
    folder: Path, broken: Break
) -> None:
    path = folder / broken.file
    text = path.read_text() if path.exists() else ""
    assert broken.old in text
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        text.replace(broken.old, broken.new, 1) if broken.old else broken.new
    )
    rings = check_everything if broken.message.code[0] in "PR" else check_folder
    found = [each for each in rings(folder) if each.code == broken.message.code]
    places = {(each.file, each.line or 1) for each in found}
    assert (broken.at or broken.file, broken.line) in places
    assert any(broken.said in each.text for each in found)
    assert not any("{" in each.text for each in found if "(" not in each.text)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        check_folder(tmp_path / "nowhere")
    assert codes(list(caught.value.problems)) == {M.NO_FOLDER.code}


def test_text_that_is_not_utf8(folder: Path) -> None:
    (folder / NUMB).write_bytes(b"id: numbness\nname: caf\xe9\n")
    (found,) = [each for each in check_folder(folder) if each.file == NUMB]
    assert (found.code, found.line) == (M.NOT_UTF8.code, 2)


def test_a_byte_order_mark_is_no_problem(folder: Path) -> None:
    path = folder / NUMB
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert check_folder(folder) == []


def test_a_finding_that_nobody_can_say_is_a_warning(folder: Path) -> None:
    (folder / "phrases/age.yml").unlink()
    (found,) = check_folder(folder)
    assert (found.code, found.is_warning) == (M.NO_PHRASES.code, True)
    assert report([found]).endswith("All good, with 1 thing worth a look.")


def test_a_finding_that_a_cue_puts_together_can_be_said(folder: Path) -> None:
    (folder / "phrases/age.yml").unlink()
    (folder / "cues").mkdir()
    (folder / "cues/values.yml").write_text("id: values\nreads: [{age: [years]}]\n")
    assert check_folder(folder) == []


def test_all_mistakes_are_told_at_once_and_in_order(folder: Path) -> None:
    (folder / NUMB).write_text("id: numbness\nknd: x\n")
    (folder / STRAIN).write_text("id: strain\n\tname: x\n")
    problems = check_folder(folder)
    assert problems == sorted(problems)
    assert {each.file for each in problems} >= {NUMB, STRAIN}
    assert report(problems).endswith(f"{len(problems)} problems to put right.")


def test_a_broken_file_is_not_also_called_missing(folder: Path) -> None:
    (folder / NUMB).write_text("id: numbness\nname: [\n")
    assert codes(check_folder(folder)) == {M.BAD_YAML.code}


def test_a_misspelt_field_is_told_once(folder: Path) -> None:
    text = (folder / NUMB).read_text()
    (folder / NUMB).write_text(text.replace("name: Numb", "nmae: Numb"))
    (found,) = [each for each in check_folder(folder) if each.file == NUMB]
    assert str(found) == (
        'findings/numbness.yml:3: "nmae" is not a field we use here.'
        ' Did you mean "name"? [K201]'
    )


def test_without_a_vocabulary_nothing_has_to_exist(folder: Path) -> None:
    (folder / "vocabulary.yml").unlink()
    (folder / "countries/unknown.yml").unlink()
    assert check_folder(folder) == []


def test_no_country_for_those_we_do_not_know(folder: Path) -> None:
    (folder / "countries/unknown.yml").unlink()
    (found,) = check_folder(folder)
    assert "countries/unknown.yml" in found.text


def test_no_sentence_uses_the_words_of_programmers() -> None:
    for each in Message:
        assert not set(each.sentence.lower().split()) & {
            "str",
            "dict",
            "int",
            "null",
            "none",
            "key",
            "parse",
        }


def test_the_real_folder_is_good() -> None:
    problems = check_everything(default_folder())
    assert [str(each) for each in problems if not each.is_warning] == []
