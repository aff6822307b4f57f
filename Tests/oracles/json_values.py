#!/usr/bin/env python3
"""Reads generated JSON documents with Python's json and compares with what the event reader read.

usage: json_values.py FOLDER    (FOLDER/json-values.txt, written by OracleFilesTests)
"""
import json
import sys


def refuse_constant(name):
    raise ValueError(f"{name} is no JSON")


class Number(str):
    """A number as it is written."""


def canonical(value):
    if value is None:
        return "n"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, Number):
        return "d" + value
    if isinstance(value, str):
        return "s" + hexed(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(element) for element in value) + "]"
    return "{" + ",".join(sorted(hexed(name) + ":" + canonical(member) for name, member in value.items())) + "}"


def hexed(text):
    return text.encode("utf-8", "surrogatepass").hex()


def reading(document):
    try:
        text = document.decode("utf-8")
        return canonical(
            json.loads(text, parse_int=Number, parse_float=Number, parse_constant=refuse_constant)
        )
    except ValueError:
        return "refused"


def main(folder):
    differences = 0
    count = 0
    with open(f"{folder}/json-values.txt", encoding="ascii") as lines:
        for line in lines:
            document, _, ours = line.rstrip("\n").partition(" ")
            theirs = reading(bytes.fromhex(document))
            count += 1
            if ours != theirs:
                differences += 1
                print(f"{bytes.fromhex(document)!r}\n  ours:   {ours}\n  theirs: {theirs}")
    print(f"json_values: {count} documents, {differences} differences")
    return 1 if differences or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
