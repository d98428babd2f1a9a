"""Words and a picture for the figures of `tests.benchmarks.nlu`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tests.nlu.scorer import STATUSES, Count, Miss, Ratio, Score

if TYPE_CHECKING:
    from tests.benchmarks.nlu import Run

HEAD = """# How well the bot understands runners' words

Written by `make bench-nlu`. The corpus was written and annotated without sight of the
rules (`tests/nlu/guidelines.md`). `dev` is for work on them; `sealed` was not
looked at while they were written, so its figures are the honest ones.

*Rules alone* is our finding extractor; *pipeline* is all that the bot understands by.
*Stock DIET* is the pipeline that `rasa init` writes, with a real TensorFlow, trained on
`dev` (kind as entity, finding as value, status as role) and on our examples of intents,
so its figures on `dev` are from memory. It names a finding only where the very words
were in `dev`, so the *kind* is scored too. It has no parser of values. *ConText* is
medspaCy's, as it comes: our findings, its status.
"""
RULES, PIPELINE, DIET = "rules alone", "pipeline", "stock DIET"

# Characters shown on each side of an error.
BEFORE, AFTER = 50, 90


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def percent(share: float) -> str:
    """0.1234 as 12.3."""
    return f"{share * 100:.1f}"


def of(ratio: Ratio) -> str:
    """The share, and how many it is of."""
    if not ratio.total:
        return "none"
    return f"{percent(ratio.share)} ({ratio.right}/{ratio.total})"


def prf(count: Count) -> list[str]:
    """Precision, recall, F1."""
    return [percent(count.precision), percent(count.recall), percent(count.f1)]


def macro(counts: Iterable[Count]) -> float:
    """The mean F1 over the kinds that occur."""
    scores = [count.f1 for count in counts if count.support]
    return sum(scores) / len(scores) if scores else 0.0


def summary(runs: Sequence[Run]) -> str:
    """A column a run."""
    rows: list[list[str]] = []
    names = ("precision", "recall", "F1")
    for label, name in (("finding", "finding"), ("finding + status", "with_status")):
        values = [prf(getattr(run.score, name)) for run in runs]
        rows += [
            [f"{label}: {n}", *(v[i] for v in values)] for i, n in enumerate(names)
        ]
    rows += [
        ["kind, whatever the finding: F1"] + [percent(run.kind.f1) for run in runs],
        ["F1 of finding + status, mean of kinds"]
        + [percent(macro(run.score.kinds_with_status.values())) for run in runs],
        ["status right, of findings found", *(of(run.score.status) for run in runs)],
        ["side right", *(of(run.score.side) for run in runs)],
        ["value exact", *(of(run.score.value_exact) for run in runs)],
        ["value close", *(of(run.score.value_close) for run in runs)],
        ["words overlap", *(of(run.score.span) for run in runs)],
        ["nothing found where nothing is", *(of(run.score.clean) for run in runs)],
        ["red flags found", *(of(run.score.red_flags_found) for run in runs)],
        ["red flags turned round", *(str(len(run.score.inversions)) for run in runs)],
        ["intent right", *(intent(run) for run in runs)],
        ["ms a message, median", *(f"{run.median:.1f}" for run in runs)],
        ["messages", *(str(run.score.messages) for run in runs)],
    ]
    return table(["per cent", *(f"{run.name}, {run.part}" for run in runs)], rows)


def compared(runs: Sequence[Run]) -> str:
    """Ours beside stock DIET on the same part, with the ratio of errors, 1 - F1."""
    lines = []
    for diet in (run for run in runs if run.name == DIET):
        ours = [run for run in runs if run.part == diet.part and run.name != DIET][-1]
        ours = next((run for run in runs if is_same(run, PIPELINE, diet.part)), ours)
        pairs = {
            "kind": (ours.kind, diet.kind),
            "finding": (ours.score.finding, diet.score.finding),
            "finding + status": (ours.score.with_status, diet.score.with_status),
        }
        lines += [
            f"{label} F1, {diet.part}: {ours.name} {percent(one.f1)}, "
            f"{DIET} {percent(two.f1)}, errors' ratio {errors_ratio(one, two)}"
            for label, (one, two) in pairs.items()
        ]
    return "\n".join(["```", *lines, "```\n"]) if lines else ""


def errors_ratio(ours: Count, theirs: Count) -> str:
    """Our 1 - F1 over theirs."""
    return f"{(1 - ours.f1) / (1 - theirs.f1):.2f}" if theirs.f1 < 1 else "none"


def is_same(run: Run, name: str, part: str) -> bool:
    """Whether it is this reader on this part."""
    return (run.name, run.part) == (name, part)


def intent(run: Run) -> str:
    """Intent accuracy, where intents were given."""
    return "" if run.intent_accuracy is None else percent(run.intent_accuracy)


def kinds(score: Score) -> str:
    """A row a kind."""
    rows = []
    for kind, count in sorted(score.kinds.items()):
        strict = score.kinds_with_status.get(kind, Count())
        rows.append([kind, str(count.support), *prf(count), percent(strict.f1)])
    return table(["kind", "findings", "P", "R", "F1", "F1 with status"], rows)


def confusion(score: Score) -> str:
    """Annotated status by row, extracted by column, of the findings found."""
    rows = [
        [gold, *(str(score.confusion[gold, given]) for given in STATUSES)]
        for gold in STATUSES
    ]
    return table(["annotated \\ extracted", *STATUSES], rows)


def intents(run: Run) -> str:
    """A row an intent: how many there are, how many were right, what they became."""
    rows = []
    for gold in sorted({gold for gold, _ in run.intents}):
        given = {g: n for (name, g), n in run.intents.items() if name == gold}
        others = Counter({g: n for g, n in given.items() if g != gold}).most_common(3)
        became = ", ".join(f"{name} {n}" for name, n in others)
        rows.append([gold, str(sum(given.values())), str(given.get(gold, 0)), became])
    return table(["intent", "messages", "right", "became"], rows)


def errors(title: str, misses: Sequence[Miss], rows: int) -> str:
    """The findings with most errors of one sort, each with two examples."""
    most = Counter(miss.finding for miss in misses).most_common(rows)
    body = []
    for finding, number in most:
        shown = [miss for miss in misses if miss.finding == finding][:2]
        body.append([finding, str(number), " / ".join(quote(miss) for miss in shown)])
    return f"### {title}\n\n" + table(["finding", "times", "for example"], body)


def quote(miss: Miss) -> str:
    """The id, what went wrong, and the words around it."""
    start = max(0, miss.at - BEFORE)
    end = miss.at + AFTER
    words = " ".join(miss.text[start:end].split()).replace("|", "/")
    before, after = "…" * (start > 0), "…" * (end < len(miss.text))
    detail = f"{miss.detail}: " if miss.detail else ""
    return f"`{miss.record}` {detail}{before}{words}{after}"


def dev_errors(score: Score, rows: int) -> str:
    """Everything that helps to mend the rules."""
    return "\n".join(
        [
            errors("Missed most", score.missed, rows),
            errors("Invented most", score.invented, rows),
            errors("Status wrong", score.wrong_status, rows),
            errors("Red flags turned round", score.inversions, rows),
        ]
    )


def report(runs: Sequence[Run], rows: int, note: str = "") -> str:
    """The whole page. Of the sealed part it shows sums only."""
    parts = [HEAD, compared(runs), summary(runs), f"Note: {note}.\n" if note else ""]
    for run in runs:
        parts += [f"## {run.name[0].upper()}{run.name[1:]}, {run.part}\n"]
        parts += [kinds(run.score)] if run.name in (RULES, PIPELINE, DIET) else []
        parts += [confusion(run.score)]
        parts += [intents(run)] if run.intents else []
    parts += [
        f"## Errors of the {run.name} on dev\n\n" + dev_errors(run.score, rows)
        for run in runs
        if is_same(run, RULES, "dev")
    ]
    return "\n".join(parts)
