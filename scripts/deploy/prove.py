"""Proves the deploy folder without AWS and without the framework: every variant in every environment, and every
choice that an environment offers, resolved, merged with what the framework adds, and passed by cfn-lint.

    prove.py [DEPLOY_FOLDER]
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import framework
import schema
import variables

ROOT = pathlib.Path(__file__).resolve().parents[2]
VARIANTS = ["rest-api", "http-api", "rest-api-vpc-link", "http-api-vpc-link", "function-url"]
STAGES = ["dev", "staging", "prod"]
EXTENSION = "arn:aws:lambda:eu-central-1:123456789012:layer:AWS-Parameters-and-Secrets-Lambda-Extension:12"
SHELL = {"GITHUB_WEBHOOK_SECRET": "an example", "SECRETS_EXTENSION_ARN": EXTENSION}
CFN_LINT = "import sys; from cfnlint.runner import main; sys.exit(main())"
# What an environment's file lets one choose, by the variants that read it.
CHOICES = {
    "rest-api": {
        ("restApi", "callers"): ["anyone", "apiKey", "iam", "authorizer"],
        ("restApi", "responseMode"): ["buffered", "streaming"],
        ("restApi", "firewall"): ["none", "rateLimit"],
        ("secrets",): ["variables", "extension"],
        ("architecture",): ["x86_64", "arm64"],
    },
    "http-api": {("httpApi", "callers"): ["anyone", "jwt", "iam"], ("secrets",): ["variables", "extension"]},
    "rest-api-vpc-link": {("vpcLink", "kind"): ["alb", "nlb"], ("vpcLink", "callers"): ["anyone", "iam"]},
    "http-api-vpc-link": {("vpcLink", "callers"): ["anyone", "iam"]},
    "function-url": {("functionUrl", "callers"): ["anyone", "iam"]},
}
# W3005: the framework's own redundant DependsOn.
IGNORED = ["W3005"]


def service(folder, variant, stage, choice=None, value=None):
    """The resolved service, with one choice of the environment made otherwise."""
    def choose(loading):
        if choice:
            place = loading.file(f"../environments/{stage}.yml")
            for name in choice[:-1]:
                place = place[name]
            place[choice[-1]] = value
    result = variables.Service(pathlib.Path(folder, variant), stage, SHELL, edit=choose).resolved()
    result["__stage"] = stage
    return result


def cases(variant):
    for stage in STAGES:
        yield stage, None, None
    for choice, values in CHOICES[variant].items():
        for value in values:
            yield "dev", choice, value


def templates(folder):
    """Every template by a name that says what it is of."""
    for variant in VARIANTS:
        for stage, choice, value in cases(variant):
            name = f"{variant}.{stage}" + (f".{'.'.join(choice)}={value}" if choice else "")
            resolved = service(folder, variant, stage, choice, value)
            schema.check(resolved)
            yield name, framework.template(resolved)


def lint(folder, files):
    """cfn-lint's findings in a folder of templates."""
    run = subprocess.run(
        [sys.executable, "-c", CFN_LINT, "--format", "json", "--regions", "eu-central-1",
         "--ignore-checks", *IGNORED, "--", *files],
        capture_output=True, text=True, cwd=folder, env={**os.environ, "AWS_DEFAULT_REGION": "eu-central-1"})
    if not run.stdout.strip():
        raise SystemExit(f"cfn-lint did not run: {run.stderr.strip()}")
    return json.loads(run.stdout)


def main(folder):
    with tempfile.TemporaryDirectory() as work:
        names = []
        try:
            for name, template in templates(folder):
                pathlib.Path(work, f"{name}.json").write_text(json.dumps(template, indent=1))
                names.append(f"{name}.json")
        except (variables.Unresolved, framework.Refused, schema.Unknown) as problem:
            print(f"error: {problem}")
            return 1
        account = pathlib.Path(folder, "account", "logging.yml")
        pathlib.Path(work, "account.yml").write_text(account.read_text())
        found = lint(work, [*names, "account.yml"])
    for finding in found:
        place = "/".join(map(str, finding["Location"]["Path"] or []))
        print(f"{finding['Filename']}: {finding['Rule']['Id']}: {finding['Message']} ({place})")
    print(f"deploy: {len(names)} templates and the account's, {len(found)} findings of cfn-lint")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ROOT / "deploy"))
