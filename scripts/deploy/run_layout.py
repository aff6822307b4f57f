"""Runs what a deployment of production would hold, as Lambda lays it out, under AWS's Runtime Interface Emulator:
the artifact unpacked at /opt, the function's own package at /var/task, and backends at the very addresses of the
table. All of it in a mount and network namespace of its own: nothing on the machine is touched.

    run_layout.py ARTIFACT.zip EMULATOR
"""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

import packages
import prove

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECRET = "an example"
ADDRESSES = ["10.0.1.10", "10.0.1.20", "10.0.2.20", "10.0.3.7"]


def lay_out(artifact, opt, task):
    """Unpacks the layer, and copies the function's package."""
    with zipfile.ZipFile(artifact) as layer:
        layer.extractall(opt)
        pathlib.Path(opt, "bootstrap").chmod(layer.getinfo("bootstrap").external_attr >> 16 & 0o777)
    service = prove.service(ROOT / "deploy", "rest-api", "prod")
    for name, path in packages.function_package(ROOT / "deploy/rest-api", service).items():
        target = pathlib.Path(task, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return service


def enter(artifact, emulator):
    """Runs this again in namespaces, where its binds are seen by nobody else."""
    return subprocess.run(["unshare", "--mount", "--net", "--propagation", "private", "--fork", "--kill-child",
                           sys.executable, __file__, "--inside", str(artifact), str(emulator)], check=False).returncode


class Backend(http.server.BaseHTTPRequestHandler):
    def answer(self):
        length = int(self.headers.get("content-length") or 0)
        body = f"{self.server.server_address[0]} {self.command} {self.path} {len(self.rfile.read(length))}".encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def event(method, path, headers=None, body=""):
    return {"resource": "/{proxy+}", "path": path, "httpMethod": method, "headers": headers or {},
            "multiValueHeaders": {name: [value] for name, value in (headers or {}).items()},
            "queryStringParameters": None, "multiValueQueryStringParameters": None, "body": body,
            "isBase64Encoded": False,
            "requestContext": {"stage": "prod", "httpMethod": method, "path": f"/prod{path}", "requestId": "1",
                               "identity": {"sourceIp": "192.30.252.1"},
                               "domainName": "a.execute-api.eu-central-1.amazonaws.com"}}


def invoke(port, payload):
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("POST", "/2015-03-31/functions/function/invocations", json.dumps(payload))
            answer = json.loads(connection.getresponse().read())
            body = answer.get("body", "")
            if answer.get("isBase64Encoded"):
                body = base64.b64decode(body).decode()
            return answer.get("statusCode"), body
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise SystemExit("the emulator did not start")


def inside(artifact, emulator):
    for address in ["127.0.0.1", *ADDRESSES]:
        subprocess.run(["ip", "address", "add", f"{address}/32", "dev", "lo"], check=False, stderr=subprocess.DEVNULL)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    work = tempfile.mkdtemp()
    opt, task = pathlib.Path(work, "opt"), pathlib.Path(work, "var/task")
    for folder in [opt, task]:
        folder.mkdir(parents=True)
    service = lay_out(artifact, opt, task)
    hosts = pathlib.Path(work, "hosts")
    hosts.write_text("127.0.0.1 localhost\n10.0.3.7 build.internal\n")
    runner = pathlib.Path(work, "emulator")
    shutil.copy(emulator, runner)
    log = open(pathlib.Path(work, "log"), "w+b")
    for address in ADDRESSES:
        server = http.server.ThreadingHTTPServer((address, 8080), Backend)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    # Binds in a mount namespace of the emulator's own, since /var holds where this program may keep its files.
    script = (f"mount --bind {opt} /opt && mount --bind {hosts} /etc/hosts && mount --bind {work}/var /var && "
              f"cd /var/task && exec {runner} --log-level warn --runtime-api-address 127.0.0.1:9001 "
              "--runtime-interface-emulator-address 127.0.0.1:9000 /opt/bootstrap")
    environment = {"PATH": os.environ["PATH"], "LAMBDA_TASK_ROOT": "/var/task", "AWS_LAMBDA_FUNCTION_TIMEOUT": "25",
                   **service["provider"]["environment"], **service["functions"]["forward"]["environment"],
                   "GITHUB_WEBHOOK_SECRET": SECRET}
    child = subprocess.Popen(["unshare", "--mount", "--propagation", "private", "sh", "-c", script],
                             env=environment, stdout=log, stderr=log)
    try:
        return judge()
    finally:
        child.kill()
        child.wait()
        log.seek(0)
        if os.environ.get("SHOW_LOG"):
            sys.stderr.write(log.read().decode(errors="replace"))
        shutil.rmtree(work, ignore_errors=True)


def judge():
    body = '{"zen": "x"}'
    signature = "sha256=" + hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
    hook = {"x-github-event": "push", "content-type": "application/json"}
    cases = [
        ("an order", event("GET", "/orders/17"), 200, "10.0.1.10 GET /v2/orders/17 0"),
        ("a signed webhook", event("POST", "/hooks/github", {**hook, "x-hub-signature-256": signature}, body), 200,
         f"10.0.3.7 POST /github-webhook/ {len(body)}"),
        ("a forged webhook", event("POST", "/hooks/github", {**hook, "x-hub-signature-256": "sha256=" + "0" * 64}, body),
         401, None),
        ("an unknown path", event("GET", "/none"), 404, None),
    ]
    failed = 0
    for name, payload, status, expected in cases:
        seen = invoke(9000, payload)
        fine = seen[0] == status and (expected is None or seen[1] == expected)
        failed += not fine
        print(f"{'ok' if fine else 'FAILED'}: {name}: {seen[0]}" + ("" if fine else f" {seen[1]!r}"))
    return 1 if failed else 0


def main(arguments):
    if arguments[0] == "--inside":
        return inside(*map(pathlib.Path, arguments[1:]))
    artifact, emulator = (pathlib.Path(argument).resolve() for argument in arguments)
    for needed in [artifact, emulator]:
        if not needed.exists():
            print(f"skipped: {needed.name} is not there")
            return 0
    if subprocess.run(["unshare", "--mount", "--net", "true"], stderr=subprocess.DEVNULL, check=False).returncode:
        print("skipped: namespaces can't be made here (root is needed)")
        return 0
    return enter(artifact, emulator)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
