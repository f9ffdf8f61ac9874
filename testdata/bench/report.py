"""Tables and JSON of what was measured."""

import json

from measure import Run
from workloads import STEPS


def per_step(results):
    """What one step costs jbuild: (all steps − an empty build) / steps, round by round. Empty unless both were measured."""
    by_name = {result.subject.name: result.runs for result in results}
    pairs = zip(by_name.get("jbuild", []), by_name.get("empty build", []))
    return [Run((all_.seconds - none.seconds) / STEPS, (all_.cpu_seconds - none.cpu_seconds) / STEPS, 0) for all_, none in pairs]


def judge(bar, results):
    """The text of a bar with what was measured, and whether it was cleared (None where it was not measured)."""
    measured = {result.subject.name: result for result in results}
    of, against = measured.get(bar.of), measured.get(bar.against)
    if bar.peak_bytes is not None:
        have, limit = of and of.peak_bytes(), bar.peak_bytes
        text, unit = f"peak memory of {bar.of} at most {_mebibytes(limit)}", _mebibytes
    elif bar.seconds is not None:
        have, limit = of and of.median_seconds(), bar.seconds
        text, unit = f"{bar.of} at most {limit:g} s", _seconds
    else:
        both = of and against and of.runs and against.runs
        have, limit = both and of.median_seconds() / against.median_seconds(), bar.factor
        text, unit = f"{bar.of} / {bar.against} at most {limit:g}", lambda ratio: f"{ratio:.2f}"
    if not have:
        return f"{text}: not measured", None
    return f"{text}: {unit(have)}", have <= limit


def rows(results):
    """Cells of a table: who, runs, median, fastest and slowest, processor time, peak memory, median as a multiple of jbuild's."""
    own = next((result.median_seconds() for result in results if result.subject.name == "jbuild"), None)
    for result in results:
        if not result.runs:
            yield [result.subject.name, "failed", "", "", "", "", ""]
            continue
        median = result.median_seconds()
        seconds = [run.seconds for run in result.runs]
        cpu, peak = result.median_cpu_seconds(), result.peak_bytes()
        yield [
            result.subject.name,
            str(len(seconds)),
            _seconds(median),
            f"{_seconds(min(seconds))} – {_seconds(max(seconds))}",
            "" if cpu is None else _seconds(cpu),
            _mebibytes(peak) if peak else "",
            f"{median / own:.2f}" if own else "",
        ]


HEADINGS = ["", "runs", "median", "range", "processor", "peak memory", "× jbuild"]


def text(workload, results, markdown=False):
    table = [HEADINGS, *rows(results)]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
    cells = [[cell.ljust(width) if not i else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))] for row in table]
    if markdown:
        lines = [f"| {' | '.join(row)} |" for row in cells]
        lines.insert(1, "|" + "|".join([":---", *["---:"] * (len(HEADINGS) - 1)]) + "|")
        head = [f"### {workload.title} (`{workload.name}`)", ""]
    else:
        lines = [f"  {'  '.join(row)}".rstrip() for row in cells]
        head = [f"{workload.title} ({workload.name})"]
    verdicts = [judge(bar, results) for bar in workload.bars]
    marks = {True: "yes", False: "NO", None: "?"}
    bars = [f"{'* ' if markdown else '  '}{marks[cleared]}: {words}" for words, cleared in verdicts]
    failures = [f"{'* ' if markdown else '  '}{result.subject.name}: {result.failure}" for result in results if result.failure]
    gap = [""] if markdown else []
    return "\n".join([*head, *lines, *gap, *bars, *failures, ""])


def as_json(facts, measured):
    def one(result):
        return {
            "subject": result.subject.name,
            "failure": result.failure or None,
            "medianSeconds": result.median_seconds(),
            "runs": [
                {"seconds": run.seconds, "cpuSeconds": run.cpu_seconds, "peakBytes": run.peak_bytes}
                if result.subject.alone
                else {"seconds": run.seconds}
                for run in result.runs
            ],
        }

    def verdict(bar, results):
        words, cleared = judge(bar, results)
        return {"bar": words, "cleared": cleared}

    return json.dumps(
        {
            "machine": facts,
            "workloads": [
                {
                    "name": workload.name,
                    "title": workload.title,
                    "results": [one(result) for result in results],
                    "bars": [verdict(bar, results) for bar in workload.bars],
                }
                for workload, results in measured
            ],
        },
        indent=2,
    )


def _seconds(value):
    return f"{value:.3f} s" if value < 1 else f"{value:.2f} s"


def _mebibytes(value):
    return f"{value / (1 << 20):.0f} MiB"
