"""The cases of files: made on disk by our own test code, served where they are to be served, and built by another builder."""

import base64
import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import tarfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

from cases import REPOSITORY
from listing import Files, of_archive, unlike

LAST_MODIFIED = "Fri, 02 Jan 2026 03:04:05 GMT"
COMMIT_TIME = "2026-01-02T03:04:05Z"
BUSYBOX = "busybox-amd64.tar"
# Where what is served lies behind the name of the case; the last one looks like a repository to all builders.
PLACES = {"http": "", "git": "/git", "private": "/git/.git"}
TOKENS = ("bearer sesame", "basic " + base64.b64encode(b"x-access-token:sesame").decode())
CLASSES = ["builder-cli/target/test-classes", "builder-core/target/test-classes", "testdata/target/classes"]
LIBRARY = "builder-cli/target/jbuild/lib"


class FileCase:
    """A case in its directory, with the addresses of what is served."""

    def __init__(self, directory, served):
        self.name = f"files/{directory.name}"
        self.directory = directory
        self.refused = (directory / "case/error.txt").exists()
        self.stdin = directory / "stdin" if (directory / "stdin").exists() else None
        self._served = served
        self._made = int(time.time())
        # A builder that remembers what it was sent by the name of the directory takes files of one case for those of another.
        self._context = directory / f"{directory.name}-context"
        (directory / "context").rename(self._context)
        dockerfile = self._filled((directory / "case/Dockerfile").read_text(encoding="utf-8"))
        self.tag = f"files-{directory.name}"
        for name in [*self.images(), "busybox"]:
            dockerfile = re.sub(rf"^FROM {name}\b", f"FROM {self._image(name)}", dockerfile, flags=re.MULTILINE)
            dockerfile = re.sub(rf"--from={name}(?= )", f"--from={self._image(name)}", dockerfile)
        (directory / "Dockerfile").write_text(dockerfile, encoding="utf-8")
        self._base = re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)[-1]

    def images(self):
        """The root file systems of the images that it builds upon, by the names in its Dockerfile."""
        return {file.name[len("image-") : -len(".tar")]: file for file in self.directory.glob("image-*.tar")}

    def _image(self, name):
        return "files-busybox" if name == "busybox" else f"{self.tag}-{name}"

    def archives(self, busybox):
        """The images as archives, by name."""
        made = {}
        for name, rootfs in {**self.images(), "busybox": busybox}.items():
            image = self._image(name)
            made[image] = self.directory / f"{image}.image.tar"
            _archive(rootfs, image, made[image])
        return made

    def arguments(self):
        words = (self.directory / "arguments").read_text(encoding="utf-8").splitlines()
        named = re.compile(f"(?<=docker-image://)({'|'.join(self.images()) or '$'})$")
        return [named.sub(lambda image: self._image(image[0]), self._filled(word)) for word in words]

    def _filled(self, text):
        text = text.replace("{dockerfile}", str(self.directory / "Dockerfile"))
        for name, address in self._served.items():
            text = text.replace(f"{{{name}}}", f"{address}/{self.directory.name}" + PLACES[name])
        text = text.replace("{context}", str(self._context))
        return re.sub(r"\{((context|layout-)[^}]*)}", rf"{self.directory}/\1", text)

    def expected(self):
        """The files of the image."""
        archive = self.directory / f"{self._base}.image.tar"
        files = of_archive(archive) if archive.exists() else Files()
        return files.add_lines((self.directory / "case/listing.txt").read_text(encoding="utf-8").splitlines()).lines

    def compare(self, peer):
        """Nothing if another builder does the same, else what it does."""
        output = self.directory / "built.tar"
        if (self.directory / "before").exists():
            self._exchange()
            refusal = peer.build_files(self, output)
            if refusal:
                return f"{peer.name}: {refusal}"
            output.unlink()
            self._exchange()
        refusal = peer.build_files(self, output)
        if refusal or self.refused:
            return None if refusal and self.refused else f"{peer.name}: {refusal or 'builds it'}"
        different = unlike(self.expected(), of_archive(output).lines, self._made)
        output.unlink()
        return f"{peer.name}: {different}" if different else None

    def _exchange(self):
        """Gives files of the context the contents that lie in before/, and these theirs, in place: no stat but the ctime tells."""
        before = self.directory / "before"
        for file in (path for path in before.rglob("*") if path.is_file()):
            place = self._context / file.relative_to(before)
            was, now = place.stat(), place.read_bytes()
            place.write_bytes(file.read_bytes())
            file.write_bytes(now)
            os.utime(place, ns=(was.st_atime_ns, was.st_mtime_ns))


def _archive(rootfs, name, file):
    """An image of one layer, as `docker save` writes it."""
    layer = rootfs.read_bytes()
    config = json.dumps({
        "architecture": "amd64", "os": "linux", "config": {"Cmd": ["sh"]},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]},
        "history": [{"created": "1970-01-01T00:00:00Z"}],
    }).encode()  # fmt: skip
    manifest = json.dumps([{"Config": "config.json", "RepoTags": [f"{name}:latest"], "Layers": ["layer.tar"]}]).encode()
    with tarfile.open(file, "w") as tar:
        for member, content in {"manifest.json": manifest, "config.json": config, "layer.tar": layer}.items():
            entry = tarfile.TarInfo(member)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


class _Handler(SimpleHTTPRequestHandler):
    """Shows `http` of each case, all of one time; a link is a redirect."""

    def send_head(self):
        link = Path(self.translate_path(self.path))
        if not link.is_symlink():
            return super().send_head()
        self.send_response(302)
        self.send_header("Location", os.readlink(link))
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def translate_path(self, path):
        case, _, file = path.partition("?")[0].lstrip("/").partition("/")
        return str(Path(self.directory) / case / "http" / unquote(file))

    def date_time_string(self, timestamp=None):
        return LAST_MODIFIED if timestamp else super().date_time_string()

    def log_message(self, *_):
        pass


class _Private(SimpleHTTPRequestHandler):
    """Shows the repository of each case, by git's own program, to who has the token."""

    def do_GET(self):
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        if f"{scheme.lower()} {rest}" not in TOKENS:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="r"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": self.directory, "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": "x", "REMOTE_ADDR": "127.0.0.1",
            "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command, "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""), "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }  # fmt: skip
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = subprocess.run(["git", "http-backend"], env=environment, input=body, capture_output=True, check=False).stdout
        head, _, content = answer.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
        self.send_response(int(fields.pop("Status", "200").split(" ")[0]))
        for name, value in {**fields, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *_):
        pass


def _serve(handler, place):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(place)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


def _commit(repository, environment):
    """Makes a commit of all files of a directory, and of the submodules that its recipe names."""

    def git(*words, at=repository):
        return subprocess.run(["git", "-C", at, *words], env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    git("init", "-q", "-b", "main")
    git("add", "-A")
    for line in (repository.parent / f"case/{repository.name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("g "):
            path, _, name = line[2:].partition(" -> ")
            git("update-index", "--add", "--cacheinfo", f"160000,{git('rev-parse', 'HEAD', at=repository.parent / name)},{path}")
    git("-c", "user.name=Test", "-c", "user.email=test@example", "commit", "-q", "--allow-empty-message", "-m", "")


def _serve_repositories(arena, place):
    environment = {
        **os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_DATE": COMMIT_TIME, "GIT_COMMITTER_DATE": COMMIT_TIME,
    }  # fmt: skip
    for repository in [*place.glob("*/git-*"), *place.glob("*/git")]:
        _commit(repository, environment)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arena.start(
        ["git", "daemon", "--export-all", "--listen=127.0.0.1", f"--port={port}", f"--base-path={place}", place], arena.directory / "git-daemon.log"
    )
    return f"git://127.0.0.1:{port}"


def file_cases(arena):
    """All cases, made and served."""
    place = arena.directory / "files"
    place.mkdir()
    path = ":".join(str(REPOSITORY / part) for part in [*CLASSES, f"{LIBRARY}/*"])
    java = shutil.which("java", path=f"{os.environ.get('JAVA_HOME', '')}/bin:{os.environ['PATH']}")
    subprocess.run([java, "-cp", path, "dev.jbuild.cli.FileCasePlace", place], cwd=REPOSITORY, check=True)
    served = {"http": _serve(_Handler, place), "git": _serve_repositories(arena, place), "private": _serve(_Private, place)}
    return [FileCase(directory, served) for directory in sorted(place.iterdir())]
