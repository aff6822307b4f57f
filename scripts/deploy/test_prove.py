"""The proof finds what is wrong: each part of it is given something that it must refuse."""

import pathlib
import shutil
import tempfile
import unittest

import framework
import prove
import schema
import variables

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Proof(unittest.TestCase):
    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.deploy = pathlib.Path(work.name, "deploy")
        shutil.copytree(ROOT / "deploy", self.deploy)

    def edit(self, name, old, new):
        path = self.deploy / name
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))

    def test_an_unknown_stage_stops(self):
        with self.assertRaisesRegex(variables.Unresolved, "has no value in stage `live`"):
            prove.service(self.deploy, "rest-api", "live")

    def test_a_missing_value_stops(self):
        self.edit("environments/prod.yml", "  memory: 256", "  # memory: 256")
        with self.assertRaisesRegex(variables.Unresolved, "self:custom.env.function.memory"):
            prove.service(self.deploy, "rest-api", "prod")

    def test_a_choice_that_is_none_stops(self):
        self.edit("environments/prod.yml", "callers: anyone", "callers: somebody")
        with self.assertRaisesRegex(variables.Unresolved, "rest-events.yml"):
            prove.service(self.deploy, "rest-api", "prod")

    def test_a_secret_that_the_shell_lacks_stops(self):
        with self.assertRaisesRegex(variables.Unresolved, "env:GITHUB_WEBHOOK_SECRET"):
            variables.Service(self.deploy / "rest-api", "prod", {}).resolved()

    def test_a_key_that_the_framework_does_not_know_is_refused(self):
        for old, new, key in [
            ("  endpointType: REGIONAL\n", "  endpointType: REGIONAL\n  resourcePolicy: []\n", "provider.resourcePolicy"),
            ("    stage: closed\n", "    stages: closed\n", "provider.apiGateway.stages"),
            ("    handler: bootstrap\n", "    handler: bootstrap\n    memory: 1\n", "functions.forward.memory"),
        ]:
            with self.subTest(key):
                self.setUp()
                self.edit("rest-api/serverless.yml", old, new)
                with self.assertRaisesRegex(schema.Unknown, key):
                    schema.check(prove.service(self.deploy, "rest-api", "prod"))

    def test_an_extension_of_what_is_not_there_is_refused(self):
        self.edit("resources/function.yml", "ForwardLambdaFunction:", "FwdLambdaFunction:")
        with self.assertRaisesRegex(framework.Refused, "cannot extend `FwdLambdaFunction`"):
            framework.template(prove.service(self.deploy, "rest-api", "prod"))

    def test_the_linter_judges_the_merged_template(self):
        planted = [
            ("resources/network.yml", "VpcId:", "Vpc:"),
            ("egress/prod.yml", "/32", "/99"),
            ("resources/rest-stage.yml", "ThrottlingRateLimit:", "ThrottleRate:"),
            ("resources/rest-stage.yml", "Ref: ApiGatewayDeployment${sls:instanceId}", "Ref: ApiGatewayDeployment"),
            ("rest-api/serverless.yml", "runtime: provided.al2023", "runtime: provided.al2032"),
            ("environments/prod.yml", "architecture: x86_64", "architecture: x86"),
        ]
        for name, old, new in planted:
            self.edit(name, old, new)
        with tempfile.TemporaryDirectory() as work:
            template = framework.template(prove.service(self.deploy, "rest-api", "prod"))
            pathlib.Path(work, "all.json").write_text(prove.json.dumps(template))
            found = prove.lint(work, ["all.json"])
        places = {finding["Location"]["Path"][1] for finding in found}
        self.assertLessEqual(
            {"ForwardSecurityGroup", "ForwardStage", "ForwardLambdaFunction", "BootstrapLambdaLayer"}, places)


if __name__ == "__main__":
    unittest.main()
