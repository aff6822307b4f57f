#!/usr/bin/env python3
"""Makes the artifact: a zip that Lambda unpacks as a layer, with `bootstrap`, our licence and the notices of all
that is linked into it. The same sources give the same bytes.

    package.py --bootstrap FILE --checkouts FOLDER [--out dist]     makes it, and its checksums
    package.py --check FILE.zip                                     checks one that was made elsewhere
"""

import argparse
import hashlib
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
ARCHITECTURES = {62: "x86_64", 183: "arm64"}
MOST_BYTES = 16_000_000
# The first moment that a zip can hold.
TIME = (1980, 1, 1, 0, 0, 0)

PACKAGES = ["swift-atomics", "swift-collections", "swift-http-types", "swift-log", "swift-nio", "swift-nio-ssl",
            "swift-system"]
DEBIAN = ["gcc-*-base", "libc6-dev", "libpcre2-dev", "libsodium-dev", "libyaml-dev"]
TOOLCHAIN = "share/swift/LICENSE.txt"


class Refused(Exception):
    """Why there is no artifact; its text is a sentence for the user."""


def version():
    text = (ROOT / "Sources/Messages/Version.swift").read_text()
    found = re.search(r'switchyardVersion = "([^"]+)"', text)
    if not found:
        raise Refused("Sources/Messages/Version.swift names no version")
    return found[1]


def architecture(binary):
    """The architecture of a static, stripped executable; anything else is refused."""
    if binary[:6] != b"\x7fELF\x02\x01":
        raise Refused("`bootstrap` is no 64-bit ELF file")
    machine = struct.unpack_from("<H", binary, 18)[0]
    if machine not in ARCHITECTURES:
        raise Refused(f"`bootstrap` is for machine {machine}, neither x86_64 nor arm64")
    programs, sections = struct.unpack_from("<QQ", binary, 32)
    size, count, section_size, section_count = struct.unpack_from("<HHHH", binary, 54)
    for index in range(count):
        kind, _, offset, _, _, length = struct.unpack_from("<IIQQQQ", binary, programs + index * size)
        if kind == 3:
            raise Refused("`bootstrap` needs a dynamic loader: build it with -static-executable")
        if kind == 2 and needs_libraries(binary[offset:offset + length]):
            raise Refused("`bootstrap` needs shared libraries: build it with -static-executable")
    for index in range(section_count):
        if struct.unpack_from("<I", binary, sections + index * section_size + 4)[0] == 2:
            raise Refused("`bootstrap` is not stripped")
    if len(binary) > MOST_BYTES:
        raise Refused(f"`bootstrap` has {len(binary)} bytes, over the bar of {MOST_BYTES}")
    return ARCHITECTURES[machine]


def needs_libraries(dynamic):
    return any(struct.unpack_from("<Q", dynamic, at)[0] == 1 for at in range(0, len(dynamic) - 15, 16))


def stripped(path):
    with tempfile.TemporaryDirectory() as work:
        copy = pathlib.Path(work, "bootstrap")
        shutil.copyfile(path, copy)
        subprocess.run(["strip", "--strip-all", str(copy)], check=True)
        return copy.read_bytes()


def notices(checkouts):
    """The licences of all that is linked in, in a fixed order."""
    found = []
    for name in PACKAGES:
        folder = pathlib.Path(checkouts, name)
        files = sorted([*folder.glob("LICENSE*"), *folder.glob("NOTICE*"), *folder.glob("Sources/*/LICENSE*")])
        if not files:
            raise Refused(f"{folder} holds no licence: resolve the packages first")
        found += [(f"{name}: {file.relative_to(folder)}", file) for file in files]
    swift = shutil.which("swift")
    if not swift:
        raise Refused("there is no `swift` to take its licence from")
    found.append(("Swift: its standard library and runtime", pathlib.Path(swift).resolve().parents[1] / TOOLCHAIN))
    for name in DEBIAN:
        # Of several versions the last one's; all say the same.
        files = sorted(pathlib.Path("/usr/share/doc").glob(f"{name}/copyright"))
        if not files:
            raise Refused(f"the Debian package {name} is not installed, whose licence belongs into the notices")
        found.append((f"Debian package {files[-1].parent.name}", files[-1]))
    parts = ["Switchyard's bootstrap holds the libraries below, linked in. The GNU C Library is LGPL-2.1: build\n"
             "Switchyard's sources to link them with another version of it.\n"]
    for title, file in found:
        if not file.exists():
            raise Refused(f"{file} is not there: install what it belongs to")
        parts.append(f"{'=' * 100}\n{title}\n{'=' * 100}\n\n{file.read_text(errors='replace').rstrip()}\n")
    return "\n".join(parts)


def archive(entries):
    """A zip's bytes: entries by name, each (bytes, mode)."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as result:
            for name, (content, mode) in sorted(entries.items()):
                entry = zipfile.ZipInfo(name, TIME)
                entry.create_system = 3
                entry.external_attr = (0o100000 | mode) << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                result.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
        file.seek(0)
        return file.read()


def make(bootstrap, checkouts, out):
    binary = stripped(bootstrap)
    name = f"switchyard-{version()}-{architecture(binary)}.zip"
    content = archive({
        "bootstrap": (binary, 0o755),
        "LICENSE": ((ROOT / "LICENSE").read_bytes(), 0o644),
        "THIRD-PARTY-NOTICES": (notices(checkouts).encode(), 0o644),
    })
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / name).write_bytes(content)
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in sorted(out.glob("*.zip"))]
    (out / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    return out / name


def check(path):
    """The architecture of an artifact that is as `make` makes it."""
    path = pathlib.Path(path)
    with zipfile.ZipFile(path) as file:
        entries = {entry.filename: entry for entry in file.infolist()}
        if sorted(entries) != ["LICENSE", "THIRD-PARTY-NOTICES", "bootstrap"]:
            raise Refused(f"{path} holds {', '.join(sorted(entries))}; expected bootstrap, LICENSE, THIRD-PARTY-NOTICES")
        if entries["bootstrap"].external_attr >> 16 & 0o7777 != 0o755:
            raise Refused(f"{path}: `bootstrap` is not executable (mode 0755)")
        found = architecture(file.read("bootstrap"))
    if not path.name.endswith(f"-{found}.zip"):
        raise Refused(f"{path} is named for another architecture: its `bootstrap` is for {found}")
    return found


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--bootstrap", help="the release build's executable")
    arguments.add_argument("--checkouts", default=".build/checkouts", help="where SwiftPM put the packages")
    arguments.add_argument("--out", default="dist")
    arguments.add_argument("--check", metavar="ZIP")
    given = arguments.parse_args()
    try:
        if not given.check and not given.bootstrap:
            arguments.error("give --bootstrap or --check")
        path = given.check or make(given.bootstrap, given.checkouts, given.out)
        found = check(path)
        digest = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
        print(f"{path}: {found}, {pathlib.Path(path).stat().st_size} bytes, sha256 {digest}")
    except (Refused, OSError, zipfile.BadZipFile, subprocess.CalledProcessError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
