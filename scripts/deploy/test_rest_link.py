"""The REST API without a function: what cfn-lint does not look into, and what makes a change reach its stage."""

import logging
import os
import unittest

import botocore.session
from samtranslator.translator.transform import transform

import framework
import prove

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
OPERATION = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"


class NoPolicies:
    """The translator asks AWS for managed policies, of which there are none here."""

    def load(self):
        return {}


def template(**link):
    def choose(loading):
        loading.file("../environments/prod.yml")["vpcLink"].update(link)

    service = prove.variables.Service(
        prove.ROOT / "deploy/rest-api-vpc-link", "prod", prove.SHELL, edit=choose).resolved()
    return framework.template({**service, "__stage": "prod"})


def body(made):
    return made["Resources"]["LinkApi"]["Properties"]["DefinitionBody"]


def deployment(made):
    resources = transform(made, {"AWS::Region": "eu-central-1", "AWS::Partition": "aws"}, NoPolicies())["Resources"]
    return next(name for name, resource in resources.items() if resource["Type"] == "AWS::ApiGateway::Deployment")


class RestLink(unittest.TestCase):
    def setUp(self):
        # The translator talks of its own metrics.
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)

    def test_its_integrations_have_the_keys_of_the_api(self):
        session = botocore.session.get_session()
        shape = session.get_service_model("apigateway").operation_model("PutIntegration").input_shape
        known = {member.serialization.get("name", name) for name, member in shape.members.items()}
        for kind in ["alb", "nlb"]:
            for path in body(template(kind=kind))["paths"].values():
                integration = path[OPERATION][INTEGRATION]
                self.assertLessEqual(set(integration), known)
                self.assertIn(integration["type"].upper(), shape.members["type"].enum)
                self.assertIn(integration["connectionType"], shape.members["connectionType"].enum)
                self.assertEqual("integrationTarget" in integration, kind == "alb")

    def test_a_change_of_the_api_makes_a_new_deployment(self):
        names = [deployment(template(**link)) for link in [
            {}, {"url": "http://other.example.com"}, {"loadBalancer": "app/other/0"}, {"timeout": 5000},
            {"callers": "anyone"}, {"cidrs": ["198.51.100.0/24"]}]]
        self.assertEqual(len(set(names)), len(names))
        self.assertEqual(names[0], deployment(template()))

    def test_iam_stands_before_every_path_or_before_none(self):
        for callers, security in [("iam", [{"sigv4": []}]), ("anyone", [])]:
            for path in body(template(callers=callers))["paths"].values():
                self.assertEqual(path[OPERATION]["security"], security)


if __name__ == "__main__":
    unittest.main()
