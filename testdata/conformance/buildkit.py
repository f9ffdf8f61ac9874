"""A docker that is newer than the machine's: that of Debian unstable, in a root file system of its own, for what older ones do not know."""

import os
import subprocess
from pathlib import Path

from peers import Docker, builders

PACKAGES = "docker.io,docker-cli,docker-buildx,containerd,runc,ca-certificates,git,xz-utils"
# The store of images that newer ones have without being asked: with the other one --link is a plain copy, and layouts are unknown.
STORE = "--feature containerd-snapshotter=true --storage-driver overlayfs"


def _cached_root():
    """The root file system with the programs, unpacked once for each list of packages; who wants a newer one removes it."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jbuild-testdata"
    root = cache / "buildkit-root"
    recipe = cache / "buildkit-root.recipe"
    if not root.exists() or not recipe.exists() or recipe.read_text(encoding="utf-8") != PACKAGES:
        if root.exists():
            subprocess.run(["rm", "-rf", "--one-file-system", root], check=True)
        cache.mkdir(parents=True, exist_ok=True)
        made = cache / f"buildkit-root.{os.getpid()}"
        done = subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=apt", f"--include={PACKAGES}", '--aptopt=APT::Install-Recommends "false"',
             '--aptopt=Acquire::Check-Valid-Until "false"', "sid", made],
            check=False,
        )  # fmt: skip
        if done.returncode != 0:
            subprocess.run(["rm", "-rf", "--one-file-system", made], check=True)
            raise builders.Missing("mmdebstrap could not fetch the docker of Debian unstable")
        made.rename(root)
        recipe.write_text(PACKAGES, encoding="utf-8")
    return root


def _mount(*words):
    subprocess.run(["mount", *map(str, words)], check=True)


class BuildKit(Docker):
    name = "buildkit"

    def __init__(self, arena, context, images):
        root = _cached_root()
        here = arena.directory
        _mount("--bind", root, root)  # who mounts in a root wants it to be a mount point
        for kernel in ("proc", "sys", "dev"):
            (root / kernel).mkdir(exist_ok=True)
            _mount("--rbind", f"/{kernel}", root / kernel)
        # What is mounted in the one is to be seen in the other, too.
        _mount("--rbind", here, here)
        _mount("--make-rshared", here)
        inside = root / here.relative_to("/")
        inside.mkdir(parents=True, exist_ok=True)
        _mount("--rbind", here, inside)
        programs = []
        for program, options in (("docker", ""), ("dockerd", STORE)):
            start = here / f"buildkit-{program}"
            start.write_text(
                f'#!/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin HOME={here} exec chroot {root} {program} "$@" {options}\n', encoding="utf-8"
            )
            start.chmod(0o755)
            programs.append(start)
        self.programs = tuple(programs)
        super().__init__(arena, context, images)
