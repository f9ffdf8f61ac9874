"""Where a benchmark happens: namespaces, file systems and a directory that are gone afterwards, however it ended."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

DIRECTORY = "JBUILD_BENCH_DIRECTORY"


def inside():
    """The directory of the run, when this process was started by `enter`."""
    return Path(os.environ[DIRECTORY]) if DIRECTORY in os.environ else None


def enter(parent):
    """Runs this program again as the first process of a process and mount namespace of its own, and gives its exit code.

    With that process ends every other in it, and with them every mount. A directory below `parent` is removed after that.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    groups = _control_groups()
    directory = tempfile.mkdtemp(prefix="jbuild-bench.", dir=parent)
    program = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
         sys.executable, *sys.argv],
        env={**os.environ, DIRECTORY: directory},
    )  # fmt: skip
    try:
        return program.wait()
    except KeyboardInterrupt:
        return 130
    finally:
        program.kill()
        program.wait()
        shutil.rmtree(directory)
        for group in sorted(_control_groups() - groups, reverse=True):
            with contextlib.suppress(OSError):  # a process of it is still ending: an empty group harms nobody
                group.rmdir()


def _control_groups():
    """The control groups of buildah and docker, which they leave behind."""
    found = set()
    for pattern in ("buildah-*", "docker", "docker/buildkit"):
        found.update(Path("/sys/fs/cgroup").glob(f"*/{pattern}"), Path("/sys/fs/cgroup").glob(pattern))
    return found


class Arena:
    """Gives every builder a file system in a file and a daemon, in the directory of the run."""

    def __init__(self, directory):
        self.directory = directory
        self._programs = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for program in reversed(self._programs):
            program.terminate()
            try:
                program.wait(timeout=20)
            except subprocess.TimeoutExpired:
                program.kill()

    def file_system(self, name, gibibytes=20):
        """A new, empty ext4 file system; its file takes only the space that is used, and is written past the cache, as a disk is."""
        image, directory = self.directory / f"{name}.img", self.directory / name
        directory.mkdir()
        with open(image, "wb") as file:
            file.truncate(gibibytes << 30)
        subprocess.run(["mkfs.ext4", "-q", image], check=True)
        subprocess.run(["mount", "-o", "loop,noatime", image, directory], check=True)
        device = subprocess.run(["findmnt", "-no", "SOURCE", directory], check=True, capture_output=True, text=True).stdout.strip()
        subprocess.run(["losetup", "--direct-io=on", device], check=False)  # where the file below cannot, it is cached twice
        return directory

    def start(self, argv, log):
        """Starts a program that is asked to end when the arena is left."""
        with open(log, "wb") as output:
            program = subprocess.Popen([*map(str, argv)], stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        self._programs.append(program)
        return program
