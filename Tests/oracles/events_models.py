#!/usr/bin/env python3
"""Validates the events that FrontEnds makes with the models of aws-lambda-powertools.

usage: events_models.py FOLDER    (FOLDER/events/*.json, written by OracleFilesTests)

The models are stricter than AWS in a few places; those are listed in TOO_STRICT with the reason.
"""
import json
import pathlib
import sys

from aws_lambda_powertools.utilities.parser import models
from pydantic import ValidationError

MODELS = {
    "rest": models.APIGatewayProxyEventModel,
    "http1": models.APIGatewayProxyEventModel,
    "http": models.APIGatewayProxyEventV2Model,
    "url": models.LambdaFunctionUrlModel,
    "alb": models.AlbModel,
    "albMultiValue": models.AlbModel,
    "lattice": models.VpcLatticeV2Model,
}

# Front end and the first part of the place of an error that is the model's mistake.
TOO_STRICT = {
    # AWS leaves the maps of single values out where the target group has multi-value headers on.
    ("albMultiValue", "headers"),
    ("albMultiValue", "queryStringParameters"),
    # AWS sends lists in both maps of event version 2.0.
    ("lattice", "headers"),
    ("lattice", "queryStringParameters"),
}


def problems(front_end, event):
    try:
        MODELS[front_end].model_validate(event)
    except ValidationError as error:
        return [
            f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}"
            for detail in error.errors()
            if (front_end, detail["loc"][0]) not in TOO_STRICT
        ]
    return []


def main(folder):
    count = 0
    failed = 0
    seen = set()
    for path in sorted(pathlib.Path(folder, "events").glob("*.json")):
        front_end = path.stem.split("-")[0]
        seen.add(front_end)
        count += 1
        found = problems(front_end, json.loads(path.read_text(encoding="utf-8")))
        for problem in found:
            print(f"{path.name}: {problem}")
        failed += bool(found)
    print(f"events_models: {count} events of {len(seen)} front ends, {failed} refused")
    return 1 if failed or seen != set(MODELS) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
