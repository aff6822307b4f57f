#!/usr/bin/env python3
"""The benchmark: what `make bench` runs. See docs/performance.md.

  bench.py inner            the parts, from inside: times, instructions, allocations
  bench.py outer [OPTION…]  the bootstrap, from outside; options go to OuterBenchmark, peers among them
  bench.py page [OPTION…]   both, written into docs/performance.md
  bench.py check [PREFIX…]  fails where instructions or allocations grew against Benchmarks/expected.txt
  bench.py expect           writes Benchmarks/expected.txt anew
  bench.py profile CASE     where one case's instructions go
"""
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / ".build-static" / "release"
EXPECTED = ROOT / "Benchmarks" / "expected.txt"
PAGE = ROOT / "docs" / "performance.md"
WITH_PEER = ("exchange/", "forward/", "invocation/")


def built(product):
    """The program, built as the release is and without debug information, which valgrind may not read."""
    subprocess.run([ROOT / "scripts/release", product], check=True, stdout=sys.stderr)
    program = BUILT / f"{product}.stripped"
    strip = shutil.which("objcopy") or shutil.which("llvm-objcopy")
    if not strip:
        return BUILT / product
    subprocess.run([strip, "--strip-debug", BUILT / product, program], check=True)
    return program


def rows(text):
    """Lines of the inner benchmark: name → the numbers behind it."""
    lines = [line.split("\t") for line in text.splitlines()]
    return {name: [float("nan") if n == "–" else float(n) for n in rest] for name, *rest in lines}


def counts(program, folder, *prefixes):
    """Name → instructions, allocations, bytes, peak and kept bytes, an operation; instructions need valgrind."""
    environment = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}
    command = [program, "count", *prefixes]
    valgrind = shutil.which("valgrind")
    if valgrind:
        # One dump a case: counters are zeroed where its region begins and written where it ends.
        command = [valgrind, "-q", "--tool=callgrind", f"--callgrind-out-file={folder}/out", "--zero-before=region_begin",
                   "--dump-before=region_end", *command]
    run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"a case does not work: {run.stdout.splitlines()[-1:]}")
    found = {name: numbers[2:] for name, numbers in rows(run.stdout).items()}
    times = dict(line.split() for line in subprocess.run([program, "list", *prefixes], stdout=subprocess.PIPE, text=True,
                                                         check=True).stdout.splitlines())
    return {name: [instructions(folder, place) / int(times[name]), *numbers]
            for place, (name, numbers) in enumerate(found.items(), 1)}


def instructions(folder, place):
    dump = Path(folder, f"out.{place}")
    total = re.search(r"^totals: (\d+)$", dump.read_text(errors="replace"), re.M) if dump.exists() else None
    return int(total[1]) if total else float("nan")


def number(value, digits=0):
    return "–" if value != value else f"{value:,.{digits}f}"


def table(titles, lines):
    """A table in Markdown whose columns line up in a terminal too."""
    widths = [max(len(line[column]) for line in [titles, *lines]) for column in range(len(titles))]
    def line(cells):
        padded = [cells[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:])]
        return "| " + " | ".join(padded) + " |"
    rule = "|" + "-" * (widths[0] + 2) + "|" + "".join("-" * (width + 1) + ":|" for width in widths[1:])
    print("\n".join([line(titles), rule, *map(line, lines)]), end="\n\n")


def inner():
    """Prints the tables of the parts."""
    program = built("InnerBenchmark")
    print("timing the parts", file=sys.stderr)
    timed = rows(subprocess.run([program, "time"], stdout=subprocess.PIPE, text=True, check=True).stdout)
    print("counting their instructions", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        counted = counts(program, folder)
    def group(*prefixes):
        return [name for name in timed if name.startswith(prefixes)]
    titles = ["", "median µs", "p99 µs", "instructions", "allocations", "bytes"]
    for names in group("event/", "reply/", "base64/"), group("rewrite/", "log/"), group(*WITH_PEER):
        table(titles, [[name, number(timed[name][0] / 1e3, 2), number(timed[name][1] / 1e3, 2), number(counted[name][0]),
                        number(counted[name][1], 1), number(counted[name][2])] for name in names])
    body = 4_500_000
    print(f"Memory at its peak, as a multiple of a body of {body:,} bytes: event and request "
          f"{number(counted['base64/in-6m-with-event'][3] / body, 2)}, answer and reply "
          f"{number(counted['base64/out-6m'][3] / body + 1, 2)}.\n")
    decisions(timed, group("decide/"))
    table(["", "median ms", "p99 ms", "instructions", "allocations", "kept KB", "peak KB"],
          [[name, number(timed[name][0] / 1e6, 3), number(timed[name][1] / 1e6, 3), number(counted[name][0]),
            number(counted[name][1]), number(timed[name][5] / 1024), number(timed[name][4] / 1024)]
           for name in group("load/")])


def decisions(timed, names):
    places = ["first", "middle", "last", "any", "miss"]
    tables = dict.fromkeys(name.rsplit("/", 1)[0] for name in names)
    table(["ns, median / p99", *places],
          [[name, *(" / ".join(number(value) for value in timed[f"{name}/{place}"][:2]) for place in places)]
           for name in tables])


def outer(options):
    """Prints the tables of the whole; the exit status is the worst of its runs."""
    floor = BUILT / "floor"
    harness, bootstrap = built("OuterBenchmark"), built("bootstrap")
    compiler = os.environ.get("CC") or shutil.which("clang") or "cc"
    subprocess.run([compiler, "-O2", "-o", floor, ROOT / "Benchmarks/Floor/floor.c"], check=True)
    print(f"{machine()} {size(bootstrap)}\n")
    command = [harness, "--single", "floor", floor, "--child", "switchyard", bootstrap, *options]
    runs = [command]
    if shutil.which("valgrind") and "--instructions" not in options:
        runs.append([*command, "--instructions"])
    code = 0
    for run in runs:
        finished = subprocess.run(run, stdout=subprocess.PIPE, text=True)
        print(finished.stdout.rstrip(), end="\n\n")
        code = code or finished.returncode
    return code


def machine():
    models = re.findall(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    swift = subprocess.run(["swift", "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    version = re.search(r"Swift version (\S+)", swift)
    return (f"Measured on {os.cpu_count()} cores of {models[0] if models else platform.machine()}, Linux "
            f"{platform.release().split('-')[0]}, Swift {version[1] if version else '?'}.")


def size(program):
    """What the executable weighs as it is shipped: without symbols, and in a zip."""
    with tempfile.NamedTemporaryFile() as bare:
        strip = shutil.which("objcopy") or shutil.which("llvm-objcopy")
        if not strip:
            return ""
        subprocess.run([strip, "--strip-all", program, bare.name], check=True)
        content = Path(bare.name).read_bytes()
    return f"The executable has {len(content) / 1e6:.1f} MB, {len(zlib.compress(content, 9)) / 1e6:.1f} MB in a zip."


def page(options):
    """Puts what the two runs print between the page's marks."""
    code = 0
    for name, run in ("outer", lambda: outer(options)), ("inner", inner):
        printed = StringIO()
        with redirect_stdout(printed):
            code = run() or code
        begin, end = f"<!-- {name}: written by make bench-page -->\n", f"<!-- end of {name} -->"
        text = PAGE.read_text()
        before, rest = text.split(begin)
        after = rest.split(end)[1]
        PAGE.write_text(f"{before}{begin}\n{printed.getvalue().rstrip()}\n\n{end}{after}")
    return code


def check(prefixes):
    """Compares what the parts cost now with what they may cost."""
    was = {}
    for line in EXPECTED.read_text().splitlines():
        if line and not line.startswith("#"):
            name, *numbers = line.split()
            was[name] = [float(number) for number in numbers]
    # Another processor has other instructions, but the same allocations.
    is_same = f"# {platform.machine()}" in EXPECTED.read_text()
    with tempfile.TemporaryDirectory() as folder:
        now = counts(built("InnerBenchmark"), folder, *prefixes)
    grown = [f"{name} is not in {EXPECTED.name}" for name in now if name not in was]
    shrunk = []
    for name, (instructions_now, allocations_now, *_) in now.items():
        if name not in was:
            continue
        # Instructions depend on where memory lies, and on the pieces in which a peer's bytes come; allocations hardly.
        more, part = (1.5, 0.1) if name.startswith(WITH_PEER) else (0.5, 0.03)
        for what, before, after, tolerance in [
                ("instructions", was[name][0] if is_same else float("nan"), instructions_now, part * was[name][0]),
                ("allocations", was[name][1], allocations_now, more + 0.001 * was[name][1])]:
            text = f"{name}: {number(after, 1)} {what}, {number(before, 1)} expected"
            if after > before + tolerance:
                grown.append(text)
            elif after < before - tolerance:
                shrunk.append(text)
    if shrunk:
        print("better; `make bench-expect` keeps it so:", *shrunk, sep="\n  ")
    if grown:
        sys.exit("\n  ".join(["grown:", *grown]))
    print(f"{len(now)} cases cost what is expected")


def expect():
    with tempfile.TemporaryDirectory() as folder:
        now = counts(built("InnerBenchmark"), folder)
    if any(numbers[0] != numbers[0] for numbers in now.values()):
        sys.exit("valgrind is needed for this")
    width = max(map(len, now))
    lines = [f"{name.ljust(width)} {numbers[0]:12.0f} {numbers[1]:10.1f}" for name, numbers in now.items()]
    EXPECTED.write_text("# Instructions and allocations an operation, held by `make bench-check`; written by "
                        f"`make bench-expect` on\n# {platform.machine()}\n" + "\n".join(lines) + "\n")


def profile(case):
    """Self costs by function; callgrind's own tool cannot read a dump that was written within a call."""
    with tempfile.TemporaryDirectory() as folder:
        counts(built("InnerBenchmark"), folder, case)
        names, costs, function, is_call = {}, {}, None, False
        for line in Path(folder, "out.1").read_text(errors="replace").splitlines():
            if found := re.match(r"c?fn=\((\d+)\)(?: (.*))?", line):
                if found[2]:
                    names[found[1]] = found[2].removesuffix("'2")
                if line.startswith("fn"):
                    function = found[1]
            elif line.startswith("calls="):
                is_call = True
            elif function and re.match(r"[-+*0-9]\S* \d+$", line):
                if not is_call:
                    costs[names[function]] = costs.get(names[function], 0) + int(line.split()[-1])
                is_call = False
    total = sum(costs.values())
    lines = [f"{100 * cost / total:5.1f} %  {name}" for name, cost in sorted(costs.items(), key=lambda pair: -pair[1])[:40]]
    demangled = subprocess.run(["swift", "demangle", "--simplified"], input="\n".join(lines), stdout=subprocess.PIPE, text=True)
    print(demangled.stdout or "\n".join(lines))


def main(command="", *options):
    match command:
        case "inner": inner()
        case "outer": sys.exit(outer(options))
        case "page": sys.exit(page(options))
        case "check": check(options)
        case "expect": expect()
        case "profile" if len(options) == 1: profile(*options)
        case _: sys.exit(__doc__)


main(*sys.argv[1:])
