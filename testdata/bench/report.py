"""Tables and JSON of what was measured."""

import json

from measure import Run

FIGURES = {"output_bytes": "size from", "peak_bytes": "peak memory of"}


def each_of(each, results):
    """What one of many costs, round by round. Empty unless both subjects were measured."""
    by_name = {result.subject.name: result.runs for result in results}
    pairs = zip(by_name.get(each.all, []), by_name.get(each.none, []))
    return [Run((all_.seconds - none.seconds) / each.count, (all_.cpu_seconds - none.cpu_seconds) / each.count, 0) for all_, none in pairs]


def judge(bar, results):
    """The text of a bar with what was measured, and whether it was cleared (None where it was not measured)."""
    measured = {result.subject.name: result for result in results}
    if bar.peak_bytes is not None:
        have, limit = _of(measured, bar.of, "peak_bytes"), bar.peak_bytes
        text, unit = f"peak memory of {bar.of} at most {_mebibytes(limit)}", _mebibytes
    elif bar.figure in FIGURES:
        have, other = _of(measured, bar.of, bar.figure), _of(measured, bar.against, bar.figure)
        limit = other and bar.factor * other
        words, unit = FIGURES[bar.figure], _mebibytes
        text = f"{words} {bar.of} at most {bar.factor:g} × {bar.against}{_is(limit, unit)}"
    else:
        have, limit = _of(measured, bar.of, "median_seconds"), _limit(bar, measured)
        text, unit = f"{bar.of} at most {_terms(bar)}{_is(limit, _seconds)}", _seconds
    if have is None or limit is None:
        return f"{text}: not measured", None
    return f"{text}: {unit(have)}, which is {have / limit:.2f} of it", have <= limit


def _of(measured, name, what):
    return getattr(measured[name], what)() if name in measured else None


def _limit(bar, measured):
    """The most seconds that a bar allows; None when something that it names was not measured."""
    parts = [(bar.factor, bar.against), (1, bar.plus)]
    medians = [(factor, _of(measured, name, "median_seconds")) for factor, name in parts if name]
    if any(median is None for _, median in medians):
        return None
    return sum(factor * median for factor, median in medians) + bar.seconds


def _terms(bar):
    terms = []
    if bar.against:
        terms.append(bar.against if bar.factor == 1 else f"{bar.factor:.3g} × {bar.against}")
    if bar.plus:
        terms.append(bar.plus)
    if bar.seconds:
        terms.append(f"{bar.seconds:g} s")
    return " + ".join(terms)


def _is(limit, unit):
    return "" if limit is None else f" = {unit(limit)}"


def rows(results):
    """Cells of a table: who, runs, median, fastest and slowest, processor time, peak memory, size, median as a multiple of jbuild's."""
    own = next((result.median_seconds() for result in results if result.subject.name == "jbuild"), None)
    size = any(result.subject.output for result in results)
    for result in results:
        if not result.runs:
            yield [result.subject.name, "failed", "", "", "", "", *([""] if size else []), ""]
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
            *([_mebibytes(result.output_bytes() or 0)] if size else []),
            f"{median / own:.2f}" if own else "",
        ]


def text(workload, results, markdown=False):
    size = ["size"] if any(result.subject.output for result in results) else []
    headings = ["", "runs", "median", "range", "processor", "peak memory", *size, "× jbuild"]
    table = [headings, *rows(results)]
    widths = [max(len(row[column]) for row in table) for column in range(len(headings))]
    cells = [[cell.ljust(width) if not i else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))] for row in table]
    if markdown:
        lines = [f"| {' | '.join(row)} |" for row in cells]
        lines.insert(1, "|" + "|".join([":---", *["---:"] * (len(headings) - 1)]) + "|")
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


def document(facts, command):
    """What stands above the tables of a document: what was measured, where, when and by which command."""
    builders = "; ".join(facts["builders"].values())
    return f"""# Benchmarks

Made by `{command}` on {facts["date"]}; nobody has touched the figures. Each builder has a store on an ext4 file system of its own and is run in
alternation with the others; medians count. A *bar* is what jbuild promises: `yes` or `NO` says whether this run kept it.

* Machine: {facts["processor"]}, {facts["processors"]} processors, {facts["memoryBytes"] >> 30} GiB, Linux {facts["kernel"]} {facts["architecture"]}
* Load before the run (of one minute, of fifteen): {facts["load"]}. More than the number of processors means that others worked
  beside it, and that elapsed times are longer than they would be alone
* Builders: {builders}
"""


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
