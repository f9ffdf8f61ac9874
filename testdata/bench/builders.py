"""The image builders that are compared, each with its store on a file system of its own.

Each has: `name`; `alone` (see Subject); `remembers_exports`; `build(context, tag)` and `export(context, tag, file, gzip)`
(of what was built from that context) and `build_from(archive, tag)`, which give commands; `forget()`,
after which nothing is cached but the base image busybox; `version()`.
"""

import os
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from measure import Command, Failed, run

REPOSITORY = Path(__file__).resolve().parents[2]
BUSYBOX_COMMAND = 'CMD ["sh"]'


class Missing(Exception):
    """A builder cannot be used here; the message says why."""


def _program(*candidates):
    for candidate in candidates:
        found = shutil.which(str(candidate), path=os.environ["PATH"] + ":/usr/sbin:/sbin")
        if found:
            return found
    raise Missing(f"{candidates[-1]} is not installed")


def _first_line(*argv):
    output = subprocess.run(argv, capture_output=True, text=True, check=False)
    lines = (output.stdout + output.stderr).splitlines()
    return lines[0] if lines else "unknown"


class Jbuild:
    name = "jbuild"
    alone = True
    remembers_exports = True  # what it has compressed it does not compress again

    def __init__(self, arena, busybox):
        self._program = REPOSITORY / "builder-cli/target/jbuild/bin/jbuild"
        if not self._program.exists():
            raise Missing(f"{self._program} is not there; mvn -DskipTests package makes it")
        self._directory = arena.file_system(self.name)
        self._log = arena.directory / "jbuild-setup.log"
        self._busybox = busybox
        self._stores = 0
        self.forget()

    def version(self):
        return _first_line(self._program, "--version")

    def forget(self):
        old = self._store() if self._stores else None
        self._stores += 1
        run(self._command("import", "--change", BUSYBOX_COMMAND, self._busybox, "busybox"), self._log)
        if old:
            shutil.rmtree(old)

    def build(self, context, tag):
        return self._command("build", "-t", tag, context)

    def build_from(self, archive, tag):
        return replace(self.build("-", tag), stdin=archive)

    def push(self, context, reference):
        return self._command("build", "--push", "-t", reference, context)

    def pull_and_run(self, reference, word):
        """Runs a command of an image that is fetched first and unpacked, all on the disk; in a store that is empty after forget_pulled()."""
        script = '"$0" run --rm "$1" "$2" && sync -f "$JBUILD_ROOT"'
        store = {"JBUILD_ROOT": self._directory / "pulled"}
        return Command(["sh", "-c", script, self._program, reference, word], store)

    def forget_pulled(self):
        shutil.rmtree(self._directory / "pulled", ignore_errors=True)

    def export(self, context, tag, file, gzip):
        compression = "gzip" if gzip else "uncompressed"
        output = f"type=oci,dest={file},compression={compression}"
        return self._command("build", "-o", output, context)

    def _command(self, *words):
        return Command([self._program, *words], {"JBUILD_ROOT": self._store()})

    def _store(self):
        return self._directory / f"store-{self._stores}"


class Buildah:
    name = "buildah"
    alone = True
    remembers_exports = False

    def __init__(self, arena, busybox):
        self._program = _program("buildah")
        _program("runc")
        directory = arena.file_system(self.name)
        self._log = arena.directory / "buildah-setup.log"
        storage, containers, self._policy = (arena.directory / name for name in ("storage.conf", "containers.conf", "policy.json"))
        storage.write_text(
            f'[storage]\ndriver = "overlay"\ngraphroot = "{directory}/root"\nrunroot = "{directory}/run"\n', encoding="utf-8"
        )
        containers.write_text('[engine]\ncgroup_manager = "cgroupfs"\n', encoding="utf-8")
        self._policy.write_text('{"default": [{"type": "insecureAcceptAnything"}]}\n', encoding="utf-8")
        self._env = {"CONTAINERS_STORAGE_CONF": storage, "CONTAINERS_CONF": containers, "TMPDIR": directory}
        self._tags = set()
        container = "base"
        self._setup("from", "--name", container, "scratch")
        self._setup("add", container, busybox, "/")
        self._setup("config", "--cmd", "sh", container)
        self._setup("commit", "--signature-policy", self._policy, "--rm", container, "localhost/busybox")

    def version(self):
        return _first_line(self._program, "--version")

    def forget(self):
        for tag in self._tags:
            self._setup("rmi", "--force", tag)
        self._tags.clear()
        self._setup("rmi", "--prune", "--force")

    def build(self, context, tag):
        self._tags.add(tag)
        return self._command(
            "bud", "--signature-policy", self._policy, "--pull-never", "--isolation", "oci", "--runtime", "runc",
            "--network", "host", "--layers", "--jobs", "4", "-t", tag, context,
        )  # fmt: skip

    def build_from(self, archive, tag):
        return replace(self.build("-", tag), stdin=archive)

    def export(self, context, tag, file, gzip):
        how = ["--compression-format", "gzip"] if gzip else ["--disable-compression"]
        return self._command("push", "--signature-policy", self._policy, *how, tag, f"oci-archive:{file}")

    def _setup(self, *words):
        run(self._command(*words), self._log)

    def _command(self, *words):
        return Command([self._program, *words], self._env)


class Docker:
    name = "docker"
    programs = ("/usr/bin/docker", "dockerd")
    alone = False
    remembers_exports = False

    def __init__(self, arena, busybox):
        self._program = _program(self.programs[0], "docker")
        daemon = _program(self.programs[1])
        directory = arena.file_system(self.name)
        self._log = arena.directory / "docker-setup.log"
        socket = f"unix://{arena.directory}/docker.sock"
        self._env = {"DOCKER_HOST": socket, "DOCKER_BUILDKIT": "1"}
        program = arena.start(
            [daemon, "-H", socket, "--data-root", directory / "root", "--exec-root", directory / "exec",
             "--pidfile", arena.directory / "docker.pid", "--bridge=none", "--iptables=false", "--ip6tables=false",
             "--ip-forward=false", "--ip-masq=false", "--storage-driver", "overlay2",
             "--exec-opt", "native.cgroupdriver=cgroupfs"],
            arena.directory / "dockerd.log",
        )  # fmt: skip
        self._await(program)
        self._setup("import", "--change", BUSYBOX_COMMAND, busybox, "busybox")

    def version(self):
        return _first_line(self._program, "--version")

    def forget(self):
        self._setup("builder", "prune", "--all", "--force")

    def build(self, context, tag):
        return self._command("build", "--network", "host", "-t", tag, context)

    def build_from(self, archive, tag):
        return replace(self.build("-", tag), stdin=archive)

    def export(self, context, tag, file, gzip):
        pack = "| gzip -6 " if gzip else ""
        return Command(["sh", "-c", f'set -e; "$0" save "$1" {pack}> "$2"', self._program, tag, file], self._env)

    def _await(self, daemon):
        for _ in range(150):
            if daemon.poll() is not None:
                raise Missing(f"dockerd ended with {daemon.returncode}")
            try:
                run(self._command("version"), self._log)
                return
            except Failed:
                time.sleep(0.2)
        raise Missing("dockerd did not answer within 30 seconds")

    def _setup(self, *words):
        run(self._command(*words), self._log)

    def _command(self, *words):
        return Command([self._program, *words], self._env)


BUILDERS = {builder.name: builder for builder in (Jbuild, Buildah, Docker)}
