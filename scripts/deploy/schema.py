"""The keys that v3, osls and v4 of the Serverless Framework all know, as far as these services use any. With
`configValidationMode: error` another key stops a deployment; a misplaced one may have left an API open."""


class Unknown(Exception):
    """A key that the framework does not know at its place."""


KEYS = {
    "": {"service", "configValidationMode", "custom", "provider", "package", "layers", "functions", "resources"},
    "provider": {"name", "runtime", "region", "architecture", "memorySize", "timeout", "environment",
                 "logRetentionInDays", "versionFunctions", "deploymentMethod", "deploymentBucket", "iam", "vpc",
                 "apiName", "endpointType", "apiGateway", "httpApi"},
    "provider.iam": {"role", "deploymentRole"},
    "provider.vpc": {"securityGroupIds", "subnetIds"},
    "provider.deploymentBucket": {"blockPublicAccess", "maxPreviousDeploymentArtifacts", "name"},
    "provider.apiGateway": {"stage", "binaryMediaTypes", "resourcePolicy", "apiKeys", "usagePlan"},
    "provider.httpApi": {"name", "payload", "metrics", "authorizers", "cors"},
    "provider.httpApi.authorizers.*": {"type", "identitySource", "issuerUrl", "audience"},
    "package": {"patterns"},
    "layers.*": {"name", "description", "licenseInfo", "compatibleRuntimes", "compatibleArchitectures", "package"},
    "layers.*.package": {"artifact"},
    "functions.*": {"handler", "description", "reservedConcurrency", "layers", "environment", "events", "url"},
    "functions.*.events.*": {"http", "httpApi"},
    # `response.transferMode` is known to osls and v4 only; v3 takes an empty `response`.
    "functions.*.events.*.http": {"path", "method", "private", "authorizer", "response"},
    "functions.*.events.*.http.response": {"transferMode"},
    "functions.*.events.*.httpApi": {"path", "method", "authorizer"},
    "functions.*.url": {"authorizer", "invokeMode"},
}
RETENTIONS = {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653}


def check(service):
    walk({key: value for key, value in service.items() if key != "__stage"}, [], [])
    days = service["provider"].get("logRetentionInDays")
    if days is not None and days not in RETENTIONS:
        raise Unknown(f"`logRetentionInDays: {days}` is none of {sorted(RETENTIONS)}")


def walk(value, path, pattern):
    if isinstance(value, list):
        for index, inner in enumerate(value):
            walk(inner, [*path, str(index)], [*pattern, "*"])
        return
    if not isinstance(value, dict):
        return
    known = KEYS.get(".".join(pattern))
    for key, inner in value.items():
        if known is not None and key not in known:
            raise Unknown(f"`{'.'.join([*path, key])}` is no key of the framework")
        exact = ".".join([*pattern, key])
        step = key if any(name == exact or name.startswith(exact + ".") for name in KEYS) else "*"
        walk(inner, [*path, key], [*pattern, step])
