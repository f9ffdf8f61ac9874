"""The cases: directories of the corpora, and rows of the table of words."""

import contextlib
import json
import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
CORPORA = REPOSITORY / "testdata/src/main/resources/dockerfiles"
WORDS = REPOSITORY / "grammar/src/test/java/dev/jbuild/grammar/word/WordTest.java"

# What the variables of WordTest's table are.
VALUES = {
    "x": "value", "empty": "", "path": "/usr/local/lib/libfoo.so.1", "abab": "abab", "two": "one two", "hash": "#a", "grün": "green",
    "stars": "a*b*c", "ref": "[$0]",
}  # fmt: skip

# FROM scratch becomes an image that has a shell, or no command could run.
SCRATCH = re.compile(rb"^((?:\xef\xbb\xbf)?\s*from\s+)scratch\b", re.IGNORECASE | re.MULTILINE)
OPTIONS = {
    "target": "--target", "build-arg": "--build-arg", "label": "--label", "network": "--network", "add-host": "--add-host",
}  # fmt: skip
HOST = re.compile(r"=(?=[^=]*$)")


class Case:
    """A Dockerfile, how it is built, and whether it is to be refused."""

    def __init__(self, name, dockerfile, options=(), refused=False):
        self.name = name
        self.dockerfile = dockerfile
        self.options = list(options)
        self.refused = refused

    def sources(self, of_trees):
        """The words behind COPY and ADD, roughly; those with --from, or those without."""
        text = self.dockerfile.decode("utf-8", "replace")
        for line in re.findall(r"^\s*(?:onbuild\s+)?(?:copy|add)\s+(.*)$", text, re.IGNORECASE | re.MULTILINE):
            if ("--from=" in line) != of_trees:
                continue
            words = [word for word in line.split() if not word.startswith("--")]
            if line.startswith("["):
                with contextlib.suppress(ValueError):
                    words = json.loads(line)
            yield from words[:-1]


def _options(directory):
    file = directory / "plan.args"
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
        name, _, value = line.partition(" ")
        if name not in OPTIONS:
            raise KeyError(name)
        if name == "add-host":
            value = HOST.sub(":", value)
        yield from (OPTIONS[name], value.lower() if name == "network" else value)


def _directories():
    for corpus, refused in (("ok", False), ("bad", True), ("unplannable", True)):
        for directory in sorted((CORPORA / corpus).iterdir()):
            dockerfile = SCRATCH.sub(rb"\1shell", (directory / "Dockerfile").read_bytes())
            try:
                options = list(_options(directory))
            except KeyError:
                continue  # an option that the other builders do not have
            plan = directory / "plan.txt"
            refuses = refused or (plan.exists() and plan.read_text(encoding="utf-8").startswith("Dockerfile:"))
            yield Case(f"{corpus}/{directory.name}", dockerfile, options, refuses)


def _words():
    """Each word is what USER gets, for that takes the rest of a line."""
    block = WORDS.read_text(encoding="utf-8").split('textBlock = """', 1)[1].split('"""', 1)[0]
    for row in block.splitlines():
        cells = row.strip().rsplit("|", 2)
        if len(cells) == 3:
            word = re.sub(r"\\\\", r"\\", cells[0].strip())
            env = "".join(f"ENV {name}='{value}'\n" for name, value in VALUES.items())
            text = f"FROM shell\n{env}LABEL before=1\nUSER a{word}\n"
            yield Case(f"words/{cells[2].strip()}", text.encode(), refused=cells[1].strip() == "BAD")


def all_cases():
    return [*_directories(), *_words()]


def make_files(directory, cases, of_trees):
    """A directory that has whatever some case copies: from its context, or from other images."""
    directory.mkdir()
    names = {name.strip("\"'/").removeprefix("./") for case in cases for name in case.sources(of_trees)}
    plain = {name for name in names if re.fullmatch(r"[\w./ #-]*\w[\w./ #-]*", name) and ".." not in name.split("/")}
    plain = {name for name in plain if all(len(part.encode()) < 256 for part in name.split("/"))}
    for name in sorted(plain, key=len, reverse=True):
        path = directory / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{name}\n", encoding="utf-8")
    return directory
