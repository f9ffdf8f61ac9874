"""What is measured. Each workload gives its subjects; its bars say what jbuild promises against the others."""

import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Callable, Optional

import contexts
import registries
from builders import REPOSITORY
from measure import Command, Subject, run

MIB = 1 << 20
STEPS = 30
SANDBOXES = 300
EMPTY = "empty build"


@dataclass(frozen=True)
class Bar:
    """`of` takes at most `factor` times the median of `against`, and that of `plus`, and so many seconds; or its peak memory is at most
    so much; or another figure of it (`peak_bytes` or `output_bytes`) is at most `factor` times that of `against`."""

    of: str
    against: Optional[str] = None
    factor: float = 1
    plus: Optional[str] = None
    seconds: float = 0
    peak_bytes: Optional[int] = None
    figure: str = "median_seconds"


@dataclass(frozen=True)
class Each:
    """What one of `count` costs: the difference of two subjects, a row of its own by this name."""

    name: str
    all: str
    none: str
    count: int


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    count: int
    subjects: Callable[["Bench"], list]
    bars: tuple = ()
    each: Optional[Each] = None


class Bench:
    """What the workloads share: the builders that are here, and contexts, made when first asked for."""

    def __init__(self, builders, arena, busybox, java):
        self.builders = builders
        self.busybox = busybox
        self.java = java
        self.arena = arena
        self.directory = arena.file_system("contexts")
        self.log = arena.directory / "setup.log"

    def context(self, name, make, *arguments):
        directory = self.directory / name
        if not directory.exists():
            make(directory, *arguments)
        return directory

    def named(self, name):
        return [builder for builder in self.builders if builder.name == name]

    def now(self, command):
        run(command, self.log)


def example(name):
    return REPOSITORY / "testdata/examples" / name


def _cold(builders, context, tag, name=None, env=None):
    """Builds of a context by those who have forgotten everything."""

    def subject(builder):
        def command():
            built = builder.build(context, tag)
            return Command(built.argv, {**built.env, **(env or {})})

        return Subject(name or builder.name, command, builder.forget, alone=builder.alone)

    return [subject(builder) for builder in builders]


def _warm(bench, context, tag, prepare=lambda: None):
    """Builds of a context by all who have built it before."""

    def subject(builder):
        def build():
            return builder.build(context, tag)

        return Subject(builder.name, build, prepare, lambda: bench.now(build()), builder.alone)

    return [subject(builder) for builder in bench.builders]


def cached(bench):
    return [
        *_warm(bench, example("twelve"), "bench/twelve"),
        Subject("java -version", lambda: Command([bench.java, "-version"])),
    ]


def uncached(bench):
    return _cold(bench.builders, example("twelve"), "bench/twelve")


def steps(bench):
    many = bench.context("runs", contexts.runs, STEPS)
    none = bench.context("no-runs", contexts.runs, 0)
    return [
        *_cold(bench.builders, many, "bench/runs"),
        *_cold(bench.named("jbuild"), none, "bench/empty", "empty build"),
        *_runtimes(bench.context("bundle", _bundle, bench)),
    ]


def sandboxes(bench):
    """The native sandbox without a build around it, in the JVM of the packaged program, and runtimes that run the same."""
    bundle = bench.context("bundle", _bundle, bench)
    classes = bench.arena.directory / "sandboxes"
    library = REPOSITORY / "builder-cli/target/jbuild/lib/jbuild.jar"
    bench.now(Command([bench.java.with_name("javac"), "-d", classes, "-cp", library, Path(__file__).with_name("Sandboxes.java")]))

    def subject(name, count):
        scratch = bench.directory / f"sandboxes-{count}"

        def prepare():
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir()

        argv = [bench.java, "-cp", f"{library}:{classes}", "Sandboxes", bundle / "rootfs", scratch, count]
        return Subject(name, lambda: Command(argv), prepare)

    return [subject(f"{SANDBOXES} sandboxes", SANDBOXES), subject("no sandbox", 0), *_runtimes(bundle)]


def _runtimes(bundle):
    return [
        Subject("runc run", lambda: Command(["runc", "run", "--bundle", bundle, f"bench-{os.getpid()}"])),
        Subject("crun run", lambda: Command(["unshare", "-m", "sh", "-c", _CRUN, bundle, f"bench-{os.getpid()}"])),
    ]


# This crun refuses to start where cgroup v2 is mounted beside v1.
_CRUN = '! mountpoint -q /sys/fs/cgroup/unified || umount /sys/fs/cgroup/unified; exec crun run --bundle "$0" "$1"'


def _bundle(directory, bench):
    """A bundle of busybox that runs true with the host's network, as a RUN does."""
    with tarfile.open(bench.busybox) as tar:
        tar.extractall(directory / "rootfs", filter=getattr(tarfile, "fully_trusted_filter", None))
    subprocess.run(["runc", "spec", "--bundle", directory], check=True)
    path = directory / "config.json"
    spec = json.loads(path.read_text(encoding="utf-8"))
    spec["process"].update(args=["/bin/true"], terminal=False)
    spec["linux"]["namespaces"] = [space for space in spec["linux"]["namespaces"] if space["type"] != "network"]
    path.write_text(json.dumps(spec), encoding="utf-8")


def parallel(bench):
    return _cold(bench.builders, example("parallel"), "bench/parallel")


def _files(bench):
    return bench.context("files", contexts.small_files, 20_000)


def _empty(bench):
    """A build of one small file: what jbuild costs before it copies anything that counts."""
    one = bench.context("one", contexts.small_files, 1)
    return _cold(bench.named("jbuild"), one, "bench/empty", EMPTY)


def _empty_again(bench):
    """The same, cached."""
    one = bench.context("one", contexts.small_files, 1)

    def build():
        return bench.named("jbuild")[0].build(one, "bench/empty")

    return [Subject(EMPTY, build, setup=lambda: bench.now(build()))] if bench.named("jbuild") else []


def files_cold(bench):
    files = _files(bench)
    return [
        *_cold(bench.builders, files, "bench/files"),
        *_empty(bench),
        Subject("tar and sha256", lambda: _pipe('tar -C "$0" -c files | openssl dgst -sha256', files)),
    ]


def files_unchanged(bench):
    return [*_warm(bench, _files(bench), "bench/files"), *_empty_again(bench)]


def files_changed(bench):
    files = _files(bench)
    return [
        *_warm(bench, files, "bench/files", lambda: contexts.change_one(files)),
        *_empty_again(bench),
        Subject("tar and sha256", lambda: _pipe('tar -C "$0" -c files | openssl dgst -sha256', files)),
    ]


def files_many(bench):
    """What ten times as many files cost, and whether they fit into a small heap."""
    few = bench.context("some", contexts.small_files, 20_000, 64)
    many = bench.context("many", contexts.small_files, 200_000, 64)
    heap = {"JAVA_TOOL_OPTIONS": "-Xmx256m"}
    jbuild = bench.named("jbuild")
    return [
        *_cold(jbuild, many, "bench/many", "200,000 files", heap),
        *_cold(jbuild, few, "bench/many", "20,000 files", heap),
    ]


def from_stdin(bench):
    """An archive on standard input: some 200 MiB compressed, 320 unpacked."""
    packed = _archive(bench)

    def subject(builder):
        return Subject(builder.name, lambda: builder.build_from(packed, "bench/stdin"), builder.forget, alone=builder.alone)

    return [
        *map(subject, bench.builders),
        Subject("zcat and sha256", lambda: _pipe('zcat "$0" | openssl dgst -sha256', packed)),
    ]


def _archive(bench):
    big = bench.context("big", contexts.big_files)
    return bench.context("stdin.tar.gz", contexts.archive, big, 62)


def big_copy(bench):
    big = bench.context("big", contexts.big_files)
    copy = bench.directory / "big-copy"
    return [
        *_cold(bench.builders, big, "bench/big"),
        Subject(
            "cp, tar and sha256",
            lambda: _pipe('cp -a "$0" "$1"; tar -C "$0" -c files | openssl dgst -sha256', big, copy),
            lambda: subprocess.run(["rm", "-rf", copy], check=True),
        ),
    ]


def _export(gzip):
    def subjects(bench):
        big = bench.context("big", contexts.big_files)
        file = bench.directory / "export.tar"

        def export(builder):
            def prepare():
                file.unlink(missing_ok=True)
                if builder.remembers_exports:
                    builder.forget()
                    bench.now(builder.build(big, "bench/big"))

            return Subject(
                builder.name,
                lambda: builder.export(big, "bench/big", file, gzip),
                prepare,
                lambda: bench.now(builder.build(big, "bench/big")),
                builder.alone,
                file,
            )

        pack = "pigz -6" if gzip else "cat"
        floor = Subject(
            "tar and pigz" if gzip else "tar",
            lambda: _pipe(f'tar -C "$0" -c files | {pack} > "$1"', big, file),
            lambda: file.unlink(missing_ok=True),
            output=file,
        )
        return [*map(export, bench.builders), floor]

    return subjects


def memory(bench):
    """Peak memory of builds that run no step, with a heap that is no larger than promised."""
    many = bench.context("many", contexts.small_files, 200_000, 64)
    sparse = bench.context("sparse", contexts.sparse_file)
    subjects = _cold(bench.named("buildah"), _files(bench), "bench/files")
    for name, context, mebibytes in (("jbuild", _files(bench), 256), ("200,000 files", many, 64), ("4 GiB sparse", sparse, 64)):
        heap = {"JAVA_TOOL_OPTIONS": f"-Xmx{mebibytes}m"}
        subjects += _cold(bench.named("jbuild"), context, "bench/memory", name, heap)
    for builder in bench.named("jbuild"):
        subjects.append(_stdin_in_little_heap(builder, _archive(bench)))
    return subjects


def output(bench):
    """What a RUN prints goes through: into a log, and to whoever looks on. Without an end of line, too."""
    lines, one_line = "yes 'what a compiler says of one of many files, as long as such lines are'", "tr '\\0' x </dev/zero"

    def prints(command, megabytes):
        return bench.context(f"prints-{command[:2]}-{megabytes}", contexts.prints, command, megabytes)

    return [
        *_cold(bench.builders, prints(lines, 1000), "bench/output"),
        *_cold(bench.named("jbuild"), prints(one_line, 1000), "bench/output", "1 GB without an end of line"),
        *_cold(bench.named("jbuild"), prints(lines, 1), "bench/output", "1 MB"),
    ]


def _stdin_in_little_heap(builder, packed):
    def command():
        built = builder.build_from(packed, "bench/memory")
        return replace(built, env={**built.env, "JAVA_TOOL_OPTIONS": "-Xmx64m"})

    return Subject("200 MiB from stdin", command, builder.forget)


def _pipe(script, *arguments):
    return Command(["bash", "-c", f"set -e -o pipefail; {script}", *arguments])


AS_TAR = Bar("jbuild", "tar and sha256", 3, plus=EMPTY)

WORKLOADS = (
    Workload("cached", "12 instructions, all cached", 9, cached, (Bar("jbuild", "buildah", 0.45), Bar("jbuild", "java -version", 3))),
    Workload("uncached", "12 instructions, nothing cached", 5, uncached),
    Workload(
        "steps", f"{STEPS} RUNs of true, nothing cached", 9, steps,
        (Bar("jbuild", "buildah", 0.2), Bar("jbuild per step", "runc run", 1 / 2)),
        each=Each("jbuild per step", "jbuild", "empty build", STEPS),
    ),
    Workload(
        "sandbox", f"{SANDBOXES} sandboxes that run true, without a build", 9, sandboxes,
        (Bar("a sandbox", "runc run", 1 / 6), Bar("a sandbox", "crun run", 1 / 3)),
        each=Each("a sandbox", f"{SANDBOXES} sandboxes", "no sandbox", SANDBOXES),
    ),
    Workload("parallel", "four stages that each sleep 2 s", 3, parallel, (Bar("jbuild", seconds=2.6),)),
    Workload("files-cold", "COPY of 20,000 small files, cold", 5, files_cold, (Bar("jbuild", "buildah", 0.2), AS_TAR)),
    Workload("files-unchanged", "the same, unchanged", 5, files_unchanged, (Bar("jbuild", EMPTY, seconds=0.15),)),
    Workload("files-changed", "the same, one file changed", 5, files_changed, (AS_TAR,)),
    Workload(
        "files-many", "200,000 files of at most 64 bytes, with a heap of 256 MiB", 3, files_many,
        (Bar("200,000 files", "20,000 files", 10), Bar("200,000 files", peak_bytes=400 * MIB)),
    ),
    Workload("stdin", "tar.gz of 200 MiB on standard input", 3, from_stdin, (Bar("jbuild", "buildah", 1), Bar("jbuild", "docker", 1))),
    Workload("big-copy", "COPY of 1 GiB in 200 files, cold", 3, big_copy, (Bar("jbuild", "cp, tar and sha256", 1.5),)),
    Workload("export-plain", "export of it, uncompressed", 3, _export(gzip=False), (Bar("jbuild", "tar", 1.5),)),
    Workload("export-gzip", "export of it, gzip", 3, _export(gzip=True),
             (Bar("jbuild", "buildah", 1), Bar("jbuild", "tar and pigz", 1.03, figure="output_bytes"))),
    Workload("pull", "pull of 300 MiB, unpacked and run", 3, registries.pull, (Bar("jbuild", "skopeo and umoci", 1),)),
    Workload("output", "1 GB of lines that a RUN prints", 3, output, (
        Bar("jbuild", "buildah", 1), Bar("jbuild", "1 MB", 1.3, figure="peak_bytes"),
        Bar("1 GB without an end of line", "1 MB", 1.3, figure="peak_bytes"),
    )),
    Workload("memory", "peak memory without steps", 1, memory, (Bar("jbuild", peak_bytes=400 * MIB),)),
)  # fmt: skip
