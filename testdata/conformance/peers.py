"""The builders: each builds a case from the same context upon the same base images, and tells what the image is."""

import io
import json
import os
import subprocess
import sys
import tarfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

import builders  # noqa: E402
from measure import Failed, run  # noqa: E402

# A program for x86-64 that ends with status 0, whatever it is asked: it is /bin/sh, so that any command of a case succeeds.
TRUE = bytes.fromhex(
    "7f454c4602010100000000000000000002003e00010000007800400000000000400000000000000000000000000000000000000040003800"
    "01000000000000000100000005000000000000000000000000004000000000000000400000000000820000000000000082000000000000"
    "00001000000000000031ffb83c0000000f05"
)
PLAIN = ["ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 'CMD ["/bin/sh"]']
IMAGES = {
    **dict.fromkeys(
        [
            "alpine", "busybox", "debian:bookworm", "debian:bookworm-slim", "debian:12", "debian", "golang", "a", "x",
            "golang:1.23-bookworm", "node:22-alpine", "nginx:alpine", "python:3.12-slim", "maven:3-eclipse-temurin-17",
            "eclipse-temurin:17-jre", "rust:1-slim", "ruby:3.3-slim", "php:8.3-apache", "ubuntu:24.04",
        ],
        PLAIN,
    ),
    "shell": [],
    "nopath": ["ENV LANG=C"],
    "onbuild": [*PLAIN, "ONBUILD ENV BY=trigger", "ONBUILD RUN echo $BY", "ONBUILD COPY . /app"],
    "onbuild-stage": [*PLAIN, "ONBUILD COPY --from=tools /bin/sh /bin/"],
    "rich": [
        "USER 7:7", "ENV PATH=/opt/bin MODE=base", "WORKDIR /srv", 'CMD ["serve"]', 'ENTRYPOINT ["/entry"]',
        "EXPOSE 80", "VOLUME /data", "LABEL from=base", "STOPSIGNAL SIGINT", 'HEALTHCHECK --interval=30s --retries=3 CMD ["true"]',
    ],
}  # fmt: skip
PROGRAMS = ("sh", "bash", "a", "cat", "echo", "id", "true", "whoami", "tool", "make", "printenv", "env")
USERS = {"root": 0, "app": 1000, "staff": 50, "x": 7}
EMPTY = (None, "", [], {})


@dataclass
class Built:
    """What came of a build: the last line of a refusal, or what the image is."""

    refusal: str = ""
    facts: dict = field(default_factory=dict)


def facts(config, history):
    """What is compared; what is empty in one way or another is the same."""
    found = {name: value for name, value in config.items() if value not in EMPTY}
    names = (
        "Env", "Cmd", "Entrypoint", "WorkingDir", "User", "Labels", "ExposedPorts", "Volumes", "StopSignal", "Healthcheck", "OnBuild", "Shell",
    )  # fmt: skip
    result = {name: found.get(name) for name in names}
    result["WorkingDir"] = result["WorkingDir"] or "/"
    if history is not None:
        result["history"] = [(row.get("created_by", ""), row.get("empty_layer", False)) for row in history]
    return result


def base_tar(file, files):
    """A root file system: programs that do nothing, a few users, and these files."""
    with tarfile.open(file, "w") as tar:

        def add(name, content, mode=0o644):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), mode
            tar.addfile(entry, io.BytesIO(content))

        for program in PROGRAMS:
            add(f"bin/{program}", TRUE, 0o755)
        add("etc/passwd", "".join(f"{name}:x:{id}:{id}::/:/bin/sh\n" for name, id in USERS.items()).encode())
        add("etc/group", "".join(f"{name}:x:{id}:\n" for name, id in USERS.items()).encode())
        for path in sorted(files.rglob("*")):
            if path.is_file() and path.name not in PROGRAMS:
                add(str(path.relative_to(files)), path.read_bytes())


class LostDaemon(Failed):
    """A builder's daemon has ended, so that it would seem to refuse whatever follows."""


def _call(command, stdin=None):
    """Standard output; or an error with the line that says most."""
    environment = {**os.environ, **{name: str(value) for name, value in command.env.items()}}
    argv = [str(word) for word in command.argv]
    with open(stdin or os.devnull, "rb") as given:
        done = subprocess.run(argv, env=environment, stdin=given, capture_output=True, check=False)
    if done.returncode == 0:
        return done.stdout, ""
    lines = [line.strip() for line in (done.stdout + done.stderr).decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith("error") or "failed to" in line.lower() or "Error" in line]
    return b"", (telling or lines or [f"exit status {done.returncode}"])[-1][:300]


def _files(place, builder, case):
    name = case.name.replace("/", "_").replace(" ", "-")
    file = place / f"{builder}-{name}.Dockerfile"
    file.write_bytes(case.dockerfile)
    tag = f"case-{sum((i + 1) * byte for i, byte in enumerate(case.name.encode()))}"
    return file, tag


def _archive(data):
    """Config and history of the one image of an archive as `docker save` writes it."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))[0]
        return json.load(tar.extractfile(manifest["Config"]))


class Jbuild(builders.Jbuild):
    def __init__(self, arena, context, trees):
        self._context = context
        self._place = arena.directory
        self._base = arena.directory / "base.tar"
        base_tar(self._base, trees)
        super().__init__(arena, self._base)

    def base_images(self):
        """The archive of all base images, for the others."""
        run(self._command("import", self._base, "shell"), self._log)
        for name, lines in IMAGES.items():
            file = self._place / "base.Dockerfile"
            file.write_text("FROM shell\n" + "\n".join(lines) + "\n", encoding="utf-8")
            if lines:
                run(self._command("build", "-q", "-t", name, "-f", file, self._context), self._log)
        archives = {}
        for name in IMAGES:
            archives[name] = self._place / f"{name.replace(':', '_')}.image.tar"
            run(self._command("save", "-o", archives[name], name), self._log)
        return self._base, archives

    def build(self, case):
        file, tag = _files(self._place, self.name, case)
        output = self._place / f"{tag}.tar"
        options = [] if "--network" in case.options else ["--network", "host"]
        words = ["build", "--progress=plain", "-f", file, "-t", tag, "-o", f"type=docker,dest={output}", *options, *case.options, self._context]
        _, refusal = _call(self._command(*words))
        if refusal:
            return Built(refusal)
        image = _archive(output.read_bytes())
        output.unlink()
        return Built(facts=facts(image.get("config", {}), image.get("history", [])))


class Docker(builders.Docker):
    def __init__(self, arena, context, images):
        self._context = context
        self._place = arena.directory
        base, archives = images
        self._arena, self._base, self._archives = arena, base, list(archives.values())
        self._lock, self._started = threading.Lock(), 0
        self._start()

    def _start(self):
        for left in ("docker.sock", "docker.pid"):
            (self._place / left).unlink(missing_ok=True)
        self.name = f"docker-{self._started}"  # a file system for each daemon
        super().__init__(self._arena, self._base)
        self.name = type(self).name
        for file in self._archives:
            self._setup("load", "-i", file)
        self._started += 1

    def load(self, archives):
        """Takes more images in, those of a daemon that has to be started again, too."""
        self._archives += archives.values()
        for file in archives.values():
            self._setup("load", "-i", file)

    def build_files(self, case, output):
        """Saves what is built of a case of files, or gives the last line of the refusal."""
        command = self._command("build", "--network", "host", "-t", case.tag, *case.arguments())
        _, refusal = _call(command, case.stdin)
        if not refusal:
            _, refusal = _call(self._command("save", "-o", output, case.tag))
        return refusal

    def build(self, case):
        """A case that ends the daemon, which some do, takes others with it: each has a second chance, with a new daemon."""
        started = self._started
        try:
            return self._build(case)
        except LostDaemon:
            with self._lock:
                if self._started == started:
                    self._start()
            return self._build(case)

    def _build(self, case):
        file, tag = _files(self._place, self.name, case)
        options = [] if "--network" in case.options else ["--network", "host"]
        _, refusal = _call(self._command("build", "-f", file, "-t", tag, *options, *case.options, self._context))
        if refusal:
            if _call(self._command("version"))[1]:
                raise LostDaemon("docker has lost its daemon")
            return Built(refusal)
        saved, refusal = _call(self._command("save", tag))
        if refusal:
            return Built(f"cannot save it: {refusal}")
        image = _archive(saved)
        return Built(facts=facts(image.get("config", {}), image.get("history", [])))


class Buildah(builders.Buildah):
    def __init__(self, arena, context, images):
        self._context = context
        self._place = arena.directory
        base, archives = images
        super().__init__(arena, base)
        self.load(archives)

    def load(self, archives):
        """Takes more images in."""
        for file in archives.values():
            self._setup("pull", "--signature-policy", self._policy, f"docker-archive:{file}")

    def build_files(self, case, output):
        """Saves what is built of a case of files, or gives the last line of the refusal."""
        command = self._build(case.tag, "--network", "host", *case.arguments())
        _, refusal = _call(command, case.stdin)
        if not refusal:
            _, refusal = _call(self._command("push", "--signature-policy", self._policy, case.tag, f"docker-archive:{output}"))
        return refusal

    def _build(self, tag, *words):
        return self._command(
            "bud", "--signature-policy", self._policy, "--pull-never", "--isolation", "oci", "--runtime", "runc", "--format", "docker",
            "--layers", "--identity-label=false", "-t", tag, *words,
        )  # fmt: skip

    def build(self, case):
        file, tag = _files(self._place, self.name, case)
        options = [] if "--network" in case.options else ["--network", "host"]
        _, refusal = _call(self._build(tag, "-f", file, *options, *case.options, self._context))
        if refusal:
            return Built(refusal)
        text, refusal = _call(self._command("inspect", "--type", "image", tag))
        if refusal:
            return Built(f"cannot tell of it: {refusal}")
        image = json.loads(text)["Docker"]
        return Built(facts=facts(image.get("config", {}), None))


PEERS = {peer.name: peer for peer in (Docker, Buildah)}
