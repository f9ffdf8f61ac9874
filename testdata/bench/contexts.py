"""Build contexts, the same in every run: their content comes from a fixed seed and their times are fixed."""

import os
import random
import subprocess
from pathlib import Path

WHEN = 1_750_000_000  # seconds since the epoch; old enough to be trusted by those who compare times
WORDS = "the of and image layer build stage file path digest cache step copy run mount index store blob key plan".split()


def dockerfile(directory, *lines):
    """A context that has nothing but a Dockerfile."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "Dockerfile").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return directory


def small_files(directory, count, most_bytes=8192):
    """`count` files of 1 KiB (or of `most_bytes`, if that is less) to `most_bytes` in 200 directories, all in one COPY."""
    chance = random.Random(count)
    least_bytes = min(1024, most_bytes)
    for number in range(count):
        _write(directory / f"files/{number % 200:03}/{number:06}", chance.randbytes(chance.randint(least_bytes, most_bytes)))
    return dockerfile(directory, "FROM scratch", "COPY files /files")


def change_one(directory, chance=random.Random()):
    """Gives one of the small files other content."""
    path = directory / "files/077/000077"
    path.write_bytes(chance.randbytes(5000))


def big_files(directory, count=200, size_bytes=(1 << 30) // 200):
    """1 GiB in 200 files, of which every second one does not compress and the others are text."""
    chance = random.Random(count)
    lines = [(" ".join(chance.choices(WORDS, k=12)) + f" {chance.random()}\n").encode() for _ in range(60_000)]
    for number in range(count):
        if number % 2:
            content = chance.randbytes(size_bytes)
        else:
            chance.shuffle(lines)
            content = b"".join(lines)
            content = (content * (size_bytes // len(content) + 1))[:size_bytes]
        _write(directory / f"files/{number:03}", content)
    return dockerfile(directory, "FROM scratch", "COPY files /files")


def archive(file, context, count):
    """A tar.gz of the Dockerfile and of so many big files of a context, as one would send it to standard input."""
    names = ["Dockerfile", *(f"files/{number:03}" for number in range(count))]
    with open(file, "wb") as packed:
        tar = subprocess.Popen(["tar", "-C", context, "-c", *names], stdout=subprocess.PIPE)
        subprocess.run(["pigz", "-1"], check=True, stdin=tar.stdout, stdout=packed)
        if tar.wait() != 0:
            raise OSError(f"tar ended with {tar.returncode}")


def sparse_file(directory, size_bytes=4 << 30):
    """One file of 4 GiB of which a few bytes are written."""
    path = directory / "files/sparse"
    _write(path, b"begin")
    with open(path, "r+b") as file:
        file.truncate(size_bytes)
        file.seek(size_bytes - 3)
        file.write(b"end")
    return dockerfile(directory, "FROM scratch", "COPY files /files")


def runs(directory, count):
    """`count` RUNs of true, no two of them alike, so that nobody may take one for the other."""
    return dockerfile(directory, "FROM busybox", *(f'RUN ["/bin/true", "{number}"]' for number in range(count)))


def prints(directory, command, megabytes):
    """A RUN that prints so much of what the command prints without end."""
    return dockerfile(directory, "FROM busybox", f"RUN {command} | head -c {megabytes}000000")


def _write(path: Path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (WHEN, WHEN))
