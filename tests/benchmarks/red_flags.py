"""Measures the red-flag detector on the corpora: `make bench-safety`.

Sealed rows are only ever counted: no sentence of theirs is printed or written, so that
nobody can tune on them. Writes benchmarks/red_flags.md.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.safety.detector import Detector, Outcome, forget_scans
from bot.safety.second_opinion import SecondOpinion

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT / "tests" / "clinical" / "red_flags"
REPORT = ROOT / "benchmarks" / "red_flags.md"
CHARACTERS = 2000
# Asked the other way round since: what was answered to it says nothing of the bot now.
RETIRED = {"Can you still walk on your heels with the toes lifted, on both feet?"}


@dataclass
class Tally:
    """What the scans of one part came to."""

    outcomes: dict[str, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    own_flag: Counter[str] = field(default_factory=Counter)
    level: Counter[str] = field(default_factory=Counter)
    near: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    seconded: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def rows(part: str, kind: str) -> list[dict]:
    path = CORPORA / f"{part}_{kind}.jsonl"
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    return [row for row in found if row["question"] not in RETIRED]


def scanned(detector: Detector, row: dict):
    forget_scans()  # or the scan before would be given again
    return detector.scan(row["text"], row["previous"], row["asked"] or "")


def seconded(detector: Detector, rules: Detector, row: dict) -> str:
    """What the second opinion made of what the `rules` say; "" where they agree."""
    both, alone = scanned(detector, row).outcome, scanned(rules, row).outcome
    return f"{alone.value} to {both.value}" if both is not alone else ""


def measure(detector: Detector, part: str) -> Tally:
    tally, rules = Tally(), detector.with_opinion(SecondOpinion())
    for kind in ("positive", "near_miss"):
        found = (seconded(detector, rules, row) for row in rows(part, kind))
        tally.seconded.update(f"{kind}|{each}" for each in found if each)
    for row in rows(part, "positive"):
        scan = scanned(detector, row)
        outcome = scan.outcome.value
        wanted = "should fire" if row["expect"] == "fire" else "should at least ask"
        tally.outcomes[f"{row['flag']}|{wanted}"][outcome] += 1
        if scan.outcome is Outcome.FIRE and row["expect"] == "fire":
            tally.own_flag[str(row["flag"] in {flag.id for flag in scan.flags})] += 1
            tally.level[str(row["triage"] == scan.level)] += 1
        if outcome == "none" or (outcome == "ask" and row["expect"] == "fire"):
            tally.wrong.append(f"{row['id']}: {outcome}: {row['text'][:100]}")
    for row in rows(part, "near_miss"):
        scan = scanned(detector, row)
        tally.near[f"{row['expect']}|{scan.outcome.value}"] += 1
        tally.false.update(f"fire|{id_}" for id_ in {flag.id for flag in scan.flags})
        tally.false.update([f"ask|{scan.question.rule}"] if scan.question else [])
        if scan.outcome is Outcome.FIRE:
            flags = ", ".join(flag.id for flag in scan.flags)
            tally.wrong.append(f"{row['id']}: {flags}: {row['text'][:100]}")
    return tally


def milliseconds(detector: Detector) -> dict[str, float]:
    """CPU time for 2,000 characters: ordinary talk, near misses, only signs."""
    near = rows("dev", "near_miss")
    texts = {
        "ordinary messages": " ".join(r["text"] for r in near if "ordinary" in r["id"]),
        "near misses": " ".join(r["text"] for r in near),
        "red flags only": "I can't feel it when I wipe, lost bladder control. " * 60,
    }
    found = {}
    for name, text in texts.items():
        pages = [text[i : i + CHARACTERS] for i in range(0, len(text), CHARACTERS)][:20]
        times = sorted(min(clocked(detector, page) for _ in range(3)) for page in pages)
        found[f"{name}, median"] = times[len(times) // 2]
        found[f"{name}, worst"] = times[-1]
    return found


def clocked(detector: Detector, page: str) -> float:
    forget_scans()
    begin = time.process_time()
    detector.scan(page)
    return (time.process_time() - begin) * 1000


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none"


def positives(tally: Tally) -> Iterable[str]:
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for name, counts in tally.outcomes.items():
        total[name.split("|")[1]].update(counts)
    for wanted, counts in sorted(total.items()):
        whole = sum(counts.values())
        yield (
            f"- {wanted}: fired {share(counts['fire'], whole)}, "
            f"asked {counts['ask']}, silent {counts['none']}"
        )
    fired = sum(tally.own_flag.values())
    yield (
        f"- of those that fired: with the very flag "
        f"{share(tally.own_flag['True'], fired)}, "
        f"at the very level {share(tally.level['True'], fired)}"
    )


def near_misses(tally: Tally) -> Iterable[str]:
    whole = sum(tally.near.values())
    fired = sum(n for name, n in tally.near.items() if name.endswith("|fire"))
    asked = sum(n for name, n in tally.near.items() if name.endswith("|ask"))
    yield (
        f"- near misses: fired {share(fired, whole)}, "
        f"that is {1000 * fired / max(whole, 1):.0f} in a thousand; "
        f"asked {share(asked, whole)}"
    )


def second_opinions(tally: Tally) -> Iterable[str]:
    for kind in ("positive", "near_miss"):
        turned = sorted(each for each in tally.seconded if each.startswith(kind))
        told = (f"{each.split('|')[1]} {tally.seconded[each]}" for each in turned)
        yield f"- the second opinion turned, of the {kind} rows: {', '.join(told)}"


def table(tally: Tally) -> Iterable[str]:
    yield "| flag | should | fired | asked | silent | sensitivity |"
    yield "|---|---|---|---|---|---|"
    for name, counts in sorted(tally.outcomes.items()):
        flag, wanted = name.split("|")
        whole = sum(counts.values())
        cells = [flag, wanted, *(counts[name] for name in ("fire", "ask", "none"))]
        cells.append(f"{100 * counts['fire'] / whole:.0f} %")
        yield "| " + " | ".join(map(str, cells)) + " |"


def false_alarms(tally: Tally) -> Iterable[str]:
    whole = sum(tally.near.values())
    yield "| flag | false alarms in a thousand near misses | needless questions |"
    yield "|---|---|---|"
    for flag in sorted({name.split("|")[1] for name in tally.false}):
        fired, asked = (tally.false[f"{kind}|{flag}"] for kind in ("fire", "ask"))
        cells = (f"{1000 * number / whole:.1f}" for number in (fired, asked))
        yield f"| {flag} | " + " | ".join(cells) + " |"


def report(tallies: dict[str, Tally], times: dict[str, float]) -> str:
    lines = [
        "# The red-flag detector, measured",
        "",
        "Made by `make bench-safety`. Positives and near misses were written by",
        "someone who had not seen the rules; the rules were tuned on the dev part,",
        "never on the sealed one. The second is of later authors; only how far each",
        "voice is believed has been learnt from it.",
    ]
    for part, tally in tallies.items():
        lines += [
            "",
            f"## {part}",
            "",
            *positives(tally),
            *near_misses(tally),
            *second_opinions(tally),
            "",
            *table(tally),
            "",
            *false_alarms(tally),
        ]
    lines += ["", f"## CPU time for {CHARACTERS} characters", ""]
    lines += [f"- {name}: {value:.1f} ms" for name, value in times.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--dev-only", action="store_true", help="leave the sealed part alone"
    )
    parser.add_argument(
        "--misses", action="store_true", help="print what dev gets wrong"
    )
    options = parser.parse_args()
    detector = Detector.load()
    parts = ["dev"] if options.dev_only else ["dev", "sealed", "second"]
    tallies = {part: measure(detector, part) for part in parts}
    text = report(tallies, milliseconds(detector))
    print(text)
    if options.misses:
        print("\n".join(tallies["dev"].wrong))
    if not options.dev_only:
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
