"""The artifact: static, stripped, executable, and the same bytes from the same sources."""

import importlib.util
import pathlib
import struct
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "package.py"
spec = importlib.util.spec_from_file_location("package", SCRIPT)
package = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)


def elf(machine=62, programs=(), sections=()):
    """A small ELF file: program headers by (kind, content), section headers by kind."""
    start = 64 + 56 * len(programs)
    table, contents = b"", b""
    for kind, content in programs:
        table += struct.pack("<IIQQQQQQ", kind, 0, start + len(contents), 0, 0, len(content), len(content), 0)
        contents += content
    header = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", 2, machine, 1, 0, 64, start + len(contents), 0, 64, 56, len(programs), 64, len(sections), 0)
    return header + table + contents + b"".join(struct.pack("<II", 0, kind) + bytes(56) for kind in sections)


class Artifact(unittest.TestCase):
    def test_the_architecture_is_read_from_the_executable(self):
        self.assertEqual(package.architecture(elf(machine=62)), "x86_64")
        self.assertEqual(package.architecture(elf(machine=183)), "arm64")

    def test_what_would_not_start_on_lambda_is_refused(self):
        for binary, reason in [
            (b"#!/bin/sh\n" + bytes(64), "no 64-bit ELF"),
            (elf(machine=3), "neither x86_64 nor arm64"),
            (elf(programs=[(3, b"/lib64/ld-linux-x86-64.so.2\0")]), "needs a dynamic loader"),
            (elf(programs=[(2, struct.pack("<QQQQ", 1, 7, 0, 0))]), "needs shared libraries"),
            (elf(sections=[0, 2]), "not stripped"),
            (elf() + bytes(package.MOST_BYTES), "over the bar"),
        ]:
            with self.subTest(reason), self.assertRaisesRegex(package.Refused, reason):
                package.architecture(binary)

    def test_a_static_position_independent_executable_is_fine(self):
        self.assertEqual(package.architecture(elf(programs=[(2, struct.pack("<QQ", 0, 0))])), "x86_64")

    def test_the_same_files_give_the_same_bytes(self):
        entries = {"b": (b"two", 0o644), "a": (b"one", 0o755)}
        self.assertEqual(package.archive(entries), package.archive(dict(reversed(entries.items()))))

    def test_an_artifact_is_checked_by_what_it_holds_and_is_called(self):
        good = {"bootstrap": (elf(), 0o755), "LICENSE": (b"", 0o644), "THIRD-PARTY-NOTICES": (b"", 0o644)}
        for name, entries, reason in [
            ("s-x86_64.zip", good, None),
            ("s-arm64.zip", good, "named for another architecture"),
            ("s-x86_64.zip", {**good, "bootstrap": (elf(), 0o644)}, "not executable"),
            ("s-x86_64.zip", {"bootstrap": (elf(), 0o755)}, "expected bootstrap, LICENSE"),
            ("s-x86_64.zip", {**good, "routes.yml": (b"", 0o644)}, "expected bootstrap, LICENSE"),
        ]:
            with self.subTest(reason), tempfile.TemporaryDirectory() as work:
                path = pathlib.Path(work, name)
                path.write_bytes(package.archive(entries))
                if reason:
                    with self.assertRaisesRegex(package.Refused, reason):
                        package.check(path)
                else:
                    self.assertEqual(package.check(path), "x86_64")


if __name__ == "__main__":
    unittest.main()
