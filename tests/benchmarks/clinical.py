"""How well the bot judges written patients; `make bench-clinical`.

Holds the real dialogue with every vignette of `tests/clinical/vignettes`, and with
perturbed copies. Failures on dev are listed, with their transcripts in
`results/clinical`; of the sealed part nobody sees more than the sums. Writes
`benchmarks/clinical.md` and `benchmarks/clinical.png`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.cli import train
from bot.cli.interview import interview
from tests.benchmarks.clinical_report import Group, plot, report
from tests.clinical.perturb import PERTURBATIONS
from tests.clinical.scorer import LATER, PARTS, Outcome, load

ROOT = Path(__file__).parents[2]
OUT = ROOT / "benchmarks"
TRANSCRIPTS = ROOT / "results" / "clinical"
# As long as a progress line may be.
EVERY = 25


def safety_facts() -> frozenset[str]:
    """The findings that the emergency screen covers, and their kinds."""
    from bot.knowledge.loader import load as load_knowledge

    findings = load_knowledge().findings
    asked = [
        (id_, *found.question.covers)
        for id_, found in findings.items()
        if found.question and found.question.safety is not None
    ]
    ids = {each for covered in asked for each in covered}
    return frozenset(ids | {findings[each].kind for each in ids})


async def hold(
    bot: Any, name: str, vignettes: Iterable[Mapping[str, Any]]
) -> list[Outcome]:
    """The interviews of one group, one after the other."""
    outcomes = []
    for number, vignette in enumerate(vignettes):
        sender = f"{name.replace(' ', '-')}-{number}"
        outcomes.append(Outcome(vignette, await interview(bot, sender, vignette)))
        if number % EVERY == EVERY - 1:
            print(f"{name}: {number + 1}", file=sys.stderr, flush=True)
    return outcomes


async def groups(
    parts: Sequence[str], limit: int | None, *, perturb: bool
) -> list[Group]:
    """Every part as written, then all of it in each perturbation."""
    from bot.cli.conversation import open_bot
    from bot.cli.quiet import quiet

    quiet()
    bot = await open_bot()
    chosen = {part: load(part)[:limit] for part in parts}
    done = [Group(part, await hold(bot, part, chosen[part])) for part in parts]
    if perturb:
        keep = safety_facts()
        everyone = [each for part in PARTS for each in chosen.get(part, [])]
        for name, change in PERTURBATIONS.items():
            copies = [change(each, keep) for each in everyone]
            done.append(Group(name, await hold(bot, name, copies)))
    return done


def write_transcripts(outcomes: Iterable[Outcome]) -> None:
    """One text file a dev vignette."""
    TRANSCRIPTS.mkdir(parents=True, exist_ok=True)
    for each in outcomes:
        lines = [
            f"{said['from']}: {said['text']}" for said in each.result["transcript"]
        ]
        path = TRANSCRIPTS / f"{each.vignette['id']}.txt"
        path.write_text("\n".join(lines) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Interviews, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=(*PARTS, *LATER), help="one part only")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N of a part")
    parser.add_argument(
        "--quick", action="store_true", help="without the perturbed copies"
    )
    chosen = parser.parse_args(arguments)
    whole = not (chosen.part or chosen.limit or chosen.quick)
    train.ensure_current()
    parts = (chosen.part,) if chosen.part else (*PARTS, *LATER)
    perturb = not (chosen.quick or chosen.part or chosen.limit)
    done = asyncio.run(groups(parts, chosen.limit, perturb=perturb))
    for group in done:
        if group.name == "dev":
            write_transcripts(group.outcomes)
    text = report(done, TRANSCRIPTS.relative_to(ROOT))
    print(text)
    if whole:
        OUT.mkdir(exist_ok=True)
        (OUT / "clinical.md").write_text(text, "utf-8")
        plot(done, OUT / "clinical.png")


if __name__ == "__main__":
    main(sys.argv[1:])
