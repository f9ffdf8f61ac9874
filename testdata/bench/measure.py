"""Runs commands in alternation and keeps what each run cost."""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Callable, Optional


@dataclass(frozen=True)
class Command:
    """What is measured: arguments, additions to the environment, a directory, and a file to read from."""

    argv: list
    env: dict = field(default_factory=dict)
    cwd: Optional[Path] = None
    stdin: Optional[Path] = None


@dataclass(frozen=True)
class Subject:
    """One of those that are compared. `setup` is done once, `prepare` before each run; neither is measured.

    `alone` is false where a daemon does the work, so that processor time and memory of the command say nothing. `output` is a file
    that the command makes, whose size counts.
    """

    name: str
    command: Callable[[], Command]
    prepare: Callable[[], None] = lambda: None
    setup: Callable[[], None] = lambda: None
    alone: bool = True
    output: Optional[Path] = None


@dataclass(frozen=True)
class Run:
    """One measured run: elapsed and processor time in seconds, peak memory of its largest process and size of its output in bytes."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output_bytes: int = 0


class Failed(Exception):
    """A command did not end with status 0; the message has its last lines."""


def run(command, log):
    """Runs the command once, its output into the file `log`.

    time(1) stands between: a process started from here would count this one's memory as its own peak.
    """
    usage = Path(f"{log}.usage")
    environment = {**os.environ, **{name: str(value) for name, value in command.env.items()}}
    argv = ["/usr/bin/time", "--quiet", "--format", "%U %S %M", "--output", usage, *command.argv]
    with open(log, "wb") as output, open(command.stdin or os.devnull, "rb") as given:
        start = time.perf_counter()
        status = subprocess.run(
            [str(word) for word in argv],
            env=environment,
            cwd=command.cwd,
            stdin=given,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
        seconds = time.perf_counter() - start
    if status != 0:
        last = Path(log).read_text(encoding="utf-8", errors="replace").splitlines()[-3:]
        raise Failed(f"{' '.join(map(str, command.argv[:3]))} … ended with {status}: {' / '.join(last)}")
    figures = usage.read_text(encoding="utf-8").split()
    if len(figures) != 3:
        raise Failed(f"{usage} has no figures; the disk may be full")
    user, system, kibibytes = figures
    return Run(seconds, float(user) + float(system), int(kibibytes) * 1024)


@dataclass
class Result:
    """All runs of a subject, or why there are none."""

    subject: Subject
    runs: list = field(default_factory=list)
    failure: str = ""

    def median_seconds(self):
        return statistics.median(run.seconds for run in self.runs) if self.runs else None

    def median_cpu_seconds(self):
        return statistics.median(run.cpu_seconds for run in self.runs) if self.runs and self.subject.alone else None

    def output_bytes(self):
        return max(run.output_bytes for run in self.runs) if self.runs and self.subject.output else None

    def peak_bytes(self):
        return max(run.peak_bytes for run in self.runs) if self.runs and self.subject.alone else None


def alternate(title, subjects, count, logs):
    """Measures every subject `count` times, one after the other in each round; a subject that fails is left out from then on."""
    results = [Result(subject) for subject in subjects]
    for number in range(count + 1):
        for result in results:
            if not result.failure:
                _round(title, result, number, count, logs)
    return results


def _round(title, result, number, count, logs):
    subject = result.subject
    try:
        if number == 0:
            subject.setup()
            return
        subject.prepare()
        os.sync()  # what others have written is not on its way to the disk while this one waits for its own
        measured = run(subject.command(), logs / f"{title}-{subject.name.replace(' ', '-')}.log")
        if subject.output:
            measured = replace(measured, output_bytes=subject.output.stat().st_size)
    except Failed as failure:
        result.failure = str(failure)
        result.runs.clear()
        print(f"{title}: {subject.name}: {failure}", file=sys.stderr)
    else:
        result.runs.append(measured)
        print(f"{title}: {subject.name} {number}/{count}: {measured.seconds:.3f} s", file=sys.stderr, flush=True)
