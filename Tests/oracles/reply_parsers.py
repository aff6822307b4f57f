#!/usr/bin/env python3
"""Reads the replies that GatewayEvents writes with the parsers of aws-sam-cli's local API Gateway.

usage: reply_parsers.py FOLDER    (FOLDER/replies/*.json and *.expected, written by OracleFilesTests)
"""
import base64
import pathlib
import sys

from samcli.local.apigw.local_apigw_service import LocalApigwService
from samcli.local.apigw.route import Route
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request


def parsed(front_end, text):
    request = Request(EnvironBuilder(headers={"Accept": "*/*"}).get_environ())
    binary_types = ["*/*"]
    if front_end == "http":
        return LocalApigwService._parse_v2_payload_format_lambda_output(text, binary_types, request)
    event_type = Route.API if front_end == "rest" else Route.HTTP
    return LocalApigwService._parse_v1_payload_format_lambda_output(text, binary_types, request, event_type)


def in_bytes(body):
    if body is None:
        return b""
    return body if isinstance(body, bytes) else body.encode("utf-8")


def grouped(pairs):
    """Each name's values: cookies one by one, the others joined as HTTP allows."""
    values = {}
    for name, value in pairs:
        values.setdefault(name.lower(), []).append(value)
    return {name: value if name == "set-cookie" else ", ".join(value) for name, value in values.items()}


def difference(path):
    status, body, *fields = path.with_suffix(".expected").read_text(encoding="utf-8").split("\n")
    expected_fields = grouped(line.split(": ", 1) for line in fields if line)
    front_end = path.stem.split("-")[0]
    got_status, got_headers, got_body = parsed(front_end, path.read_text(encoding="utf-8"))
    if got_status != int(status):
        return f"status {got_status}, expected {status}"
    if in_bytes(got_body) != base64.b64decode(body):
        return f"body {in_bytes(got_body)!r}, expected {base64.b64decode(body)!r}"
    if grouped(got_headers.items()) != expected_fields:
        return f"fields {grouped(got_headers.items())}, expected {expected_fields}"
    return None


def main(folder):
    count = 0
    failed = 0
    for path in sorted(pathlib.Path(folder, "replies").glob("*.json")):
        count += 1
        found = difference(path)
        if found:
            failed += 1
            print(f"{path.name}: {found}")
    print(f"reply_parsers: {count} replies, {failed} read otherwise")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
