"""Packages every variant in every environment with the Serverless Framework on this machine, if there is one, and
passes what it makes by cfn-lint. `osls`, `serverless` or `sls`; SERVERLESS names another."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import prove

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    names = [os.environ["SERVERLESS"]] if "SERVERLESS" in os.environ else ["osls", "serverless", "sls"]
    tool = next((path for name in names if (path := shutil.which(name))), None)
    if not tool:
        print("skipped: there is no Serverless Framework on this machine (osls, serverless or sls)")
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as work:
        # The framework writes into the service's folder, so it works on a copy.
        for name in ["deploy", "routes", "dist"]:
            if (ROOT / name).exists():
                shutil.copytree(ROOT / name, pathlib.Path(work, name))
        for variant in prove.VARIANTS:
            for stage in prove.STAGES:
                failed += not package(tool, pathlib.Path(work, "deploy", variant), stage)
    print(f"{tool}: {len(prove.VARIANTS) * len(prove.STAGES) - failed} packaged and linted, {failed} failed")
    return 1 if failed else 0


def package(tool, folder, stage):
    out = folder / ".serverless"
    run = subprocess.run([tool, "package", "--stage", stage], cwd=folder, capture_output=True, text=True,
                         env={**os.environ, **prove.SHELL})
    if run.returncode:
        print(f"{folder.name} in {stage}: {run.stdout}{run.stderr}")
        return False
    found = prove.lint(out, ["cloudformation-template-update-stack.json"])
    for finding in found:
        print(f"{folder.name} in {stage}: {finding['Rule']['Id']}: {finding['Message']}")
    return not found


if __name__ == "__main__":
    sys.exit(main())
