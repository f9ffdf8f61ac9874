"""The files of an image, as lines like those of the cases' listings, times and all; and what a case's listing makes of its base."""

import hashlib
import json
import re
import tarfile
from collections import defaultdict

TYPES = {tarfile.DIRTYPE: "d", tarfile.SYMTYPE: "l", tarfile.FIFOTYPE: "p", tarfile.CHRTYPE: "c", tarfile.BLKTYPE: "b"}
XATTR = "SCHILY.xattr."


def _escaped(raw):
    return "".join(chr(byte) if 0x20 <= byte < 0x7F and byte != 0x25 else f"%{byte:02x}" for byte in raw)


def _word(raw):
    return _escaped(raw).replace(" ", "%20")


def _bytes(text):
    return text.encode("utf-8", "surrogateescape")


def _value(raw):
    return _word(raw) if all(0x20 < byte < 0x7F for byte in raw) else "0x" + raw.hex()


def _line(tar, entry, path):
    kind = TYPES.get(entry.type, "f")
    mode = 0o777 if kind == "l" else entry.mode & 0o7777
    words = [kind, path, f"{mode:o}", f"{entry.uid}:{entry.gid}", f"@{int(entry.mtime // 1)}"]
    xattrs = {name[len(XATTR) :]: _bytes(value) for name, value in entry.pax_headers.items() if name.startswith(XATTR)}
    words += [f"{name}={_value(value)}" for name, value in sorted(xattrs.items())]
    if kind == "l":
        words += ["->", _escaped(_bytes(entry.linkname))]
    elif kind == "f":
        content = tar.extractfile(entry).read()
        words += [f"sha256:{hashlib.sha256(content).hexdigest()[:12]}", str(len(content))]
    elif kind in "cb":
        words += [f"{entry.devmajor},{entry.devminor}"]
    return " ".join(words)


class Files:
    """Files of layers, one over the other: lines by path."""

    def __init__(self):
        self.lines = {}

    def _remove(self, path, only_below=False):
        for other in [*self.lines]:
            if other.startswith(path + "/") or other == path and not only_below:
                del self.lines[other]

    def _put(self, path, line):
        if not line.startswith("d "):
            self._remove(path, only_below=True)
        self.lines[path] = line

    def add_tar(self, file):
        """The entries of a layer."""
        names = defaultdict(list)
        with tarfile.open(fileobj=file, errors="surrogateescape") as tar:
            for entry in tar:
                path = _word(_bytes(entry.name.removeprefix("./").strip("/")))
                directory, _, name = path.rpartition("/")
                if path in ("", "."):
                    continue
                if name == ".wh..wh..opq":
                    self._remove(directory, only_below=True)
                elif name.startswith(".wh."):
                    self._remove(f"{directory}/{name[4:]}".strip("/"))
                elif entry.type == tarfile.LNKTYPE:
                    names[_word(_bytes(entry.linkname.removeprefix("./").strip("/")))].append(path)
                else:
                    self._put(path, _line(tar, entry, path))
        for target, others in names.items():
            first, *rest = sorted([target, *others])
            words = self.lines[target].split(" ")
            self._put(first, " ".join([words[0], first, *words[2:]]))
            for path in rest:
                self._put(path, f"h {path} -> {first}")
        return self

    def add_lines(self, lines):
        """The lines of a listing, of one layer or several."""
        for line in lines:
            words = line.split(" = ")[0].split(" ")
            if words[0] == "x":
                self._remove(words[1])
            elif len(words) > 1:
                self._put(words[1], " ".join(words))
        return self


def of_archive(file):
    """The files of the one image of an archive as `docker save` writes it."""
    files = Files()
    with tarfile.open(file) as archive:
        for layer in json.load(archive.extractfile("manifest.json"))[0]["Layers"]:
            files.add_tar(archive.extractfile(layer))
    return files


def unlike(expected, actual, since):
    """What is different, in a few words.

    The time of a directory counts for nothing where it is that of the build, later than `since`: both builders leave it as it is when they have
    written into the directory. Nor does a time of a command that ran.
    """
    found = []
    for path in sorted({*expected, *actual}):
        want, got = expected.get(path, "nothing"), actual.get(path, "nothing")
        written = re.match(r"d .* @(\d+)\b", got)
        if " @run" in want or written and int(written.group(1)) >= since:
            want, got = (re.sub(r" @(\d+|run)\b", "", line, count=1) for line in (want, got))
        if want != got:
            found.append(f"want {want}, got {got}")
    return "; ".join(found) or None
