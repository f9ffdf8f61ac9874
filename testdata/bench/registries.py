"""Images from a registry of this machine: Debian's docker-registry, started for as long as the run lasts."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

import contexts
from measure import Command, Failed, Subject

MIB = 1 << 20
PARTS = ("a", "b", "c")


def pull(bench):
    """300 MiB in three layers, into an empty store, and every layer as a directory; skopeo and umoci have to do the same."""
    for program in ("docker-registry", "skopeo", "umoci"):
        if shutil.which(program) is None:
            raise Failed(f"{program} is not installed")
    reference = f"{_registry(bench)}/bench/pull:1"
    context = bench.context("pull", _context)

    def push():
        for builder in bench.named("jbuild"):
            bench.now(builder.push(context, reference))

    layout, bundle = bench.directory / "pull-layout", bench.directory / "pull-bundle"
    script = (
        'set -e; skopeo copy -q --src-tls-verify=false "docker://$0" "oci:$1:x"; umoci unpack --image "$1:x" "$2" >/dev/null; sync -f "$2"'
    )
    return [
        *(
            Subject(builder.name, lambda builder=builder: builder.pull_and_run(reference, "true"), builder.forget_pulled, push, builder.alone)
            for builder in bench.named("jbuild")
        ),
        Subject(
            "skopeo and umoci",
            lambda: Command(["bash", "-c", script, reference, layout, bundle]),
            lambda: _remove(layout, bundle),
        ),
    ]


def _context(directory):
    for part in PARTS:
        contexts.big_files(directory / part, 20, 5 * MIB)
    lines = "".join(f"COPY {part} /{part}\n" for part in PARTS)
    (directory / "Dockerfile").write_text("FROM busybox\n" + lines, encoding="utf-8")


def _remove(*directories):
    for directory in directories:
        shutil.rmtree(directory, ignore_errors=True)


def _registry(bench):
    """Starts the registry; its name is an address of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    directory = bench.directory / "registry"
    config = bench.directory / "registry.yml"
    config.write_text(
        f"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {directory}}}}}\n"
        f'http: {{addr: "127.0.0.1:{port}"}}\n',
        encoding="utf-8",
    )
    bench.arena.start(["docker-registry", "serve", config], Path(f"{bench.log}.registry"))
    for _ in range(200):
        if subprocess.run(["bash", "-c", f": </dev/tcp/127.0.0.1/{port}"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return f"localhost:{port}"
        time.sleep(0.05)
    raise Failed("docker-registry does not start")
