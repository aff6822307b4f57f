"""The resources that the Serverless Framework adds to a service, under the logical ids that it gives them, and
its way of merging `resources` and `extensions`. Enough of each for a linter to judge the whole template."""

import copy
import re

INSTANCE = "1700000000000"


class Refused(Exception):
    """What the framework itself would refuse."""


def template(service):
    """The CloudFormation template of a resolved service."""
    provider = service["provider"]
    result = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The AWS CloudFormation template for this Serverless application",
        "Resources": bucket(),
        "Outputs": {},
    }
    for name, function in (service.get("functions") or {}).items():
        add_function(result, service, provider, name, function)
    for name, layer in (service.get("layers") or {}).items():
        add_layer(result, name, layer)
    merge(result, service.get("resources") or [])
    return result


def bucket():
    return {
        "ServerlessDeploymentBucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {"BucketEncryption": {"ServerSideEncryptionConfiguration": [
                {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}},
        },
    }


def logical(name):
    return name[:1].upper() + name[1:].replace("-", "Dash").replace("_", "Underscore")


def function_name(service, name, stage):
    return f"{service['service']}-{stage}-{name}"


def add_function(result, service, provider, name, function):
    full = function_name(service, name, service["__stage"])
    group, this = f"{logical(name)}LogGroup", f"{logical(name)}LambdaFunction"
    resources = result["Resources"]
    resources[group] = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": f"/aws/lambda/{full}"}}
    if "logRetentionInDays" in provider:
        resources[group]["Properties"]["RetentionInDays"] = provider["logRetentionInDays"]
    role = provider["iam"]["role"]
    vpc = provider["vpc"]
    properties = {
        "Code": {"S3Bucket": {"Ref": "ServerlessDeploymentBucket"}, "S3Key": f"{service['service']}.zip"},
        "Handler": function["handler"],
        "Runtime": provider["runtime"],
        "FunctionName": full,
        "MemorySize": provider.get("memorySize", 1024),
        "Timeout": provider.get("timeout", 6),
        "Architectures": [provider["architecture"]],
        "Description": function["description"],
        "Environment": {"Variables": {**provider.get("environment", {}), **function.get("environment", {})}},
        "Role": role,
        "VpcConfig": {"SecurityGroupIds": vpc["securityGroupIds"], "SubnetIds": vpc["subnetIds"]},
        "Layers": function.get("layers", []),
    }
    if "reservedConcurrency" in function:
        properties["ReservedConcurrentExecutions"] = function["reservedConcurrency"]
    resources[this] = {
        "Type": "AWS::Lambda::Function",
        "DependsOn": [group, role["Fn::GetAtt"][0]],
        "Properties": properties,
    }
    add_rest_api(result, service, provider, name, events(function, "http"))
    add_http_api(result, service, provider, name, events(function, "httpApi"))
    add_url(result, name, function.get("url"))


def events(function, kind):
    return [event[kind] for event in function.get("events", []) if kind in event]


def add_layer(result, name, layer):
    this = f"{logical(name)}LambdaLayer"
    result["Resources"][this] = {
        "Type": "AWS::Lambda::LayerVersion",
        "Properties": {
            "Content": {"S3Bucket": {"Ref": "ServerlessDeploymentBucket"},
                        "S3Key": layer["package"]["artifact"].split("/")[-1]},
            "LayerName": layer["name"],
            "Description": layer["description"],
            "LicenseInfo": layer["licenseInfo"],
            "CompatibleRuntimes": layer["compatibleRuntimes"],
            "CompatibleArchitectures": layer["compatibleArchitectures"],
        },
    }


def path_part(part):
    part = part[:1].upper() + part[1:].lower()
    part = re.sub(r"\{(.*)\}", r"\1Var", part.replace("-", "Dash"))
    part = re.sub(r"[^0-9A-Za-z]", "", part)
    return part[:1].upper() + part[1:]


def path_name(path):
    return "".join(path_part(part) for part in path.split("/"))


def add_rest_api(result, service, provider, function, events):
    if not events:
        return
    gateway, resources = provider.get("apiGateway", {}), result["Resources"]
    policy = gateway.get("resourcePolicy")
    resources["ApiGatewayRestApi"] = {"Type": "AWS::ApiGateway::RestApi", "Properties": {
        "Name": provider["apiName"],
        "EndpointConfiguration": {"Types": [provider.get("endpointType", "EDGE").upper()]},
        "BinaryMediaTypes": gateway.get("binaryMediaTypes", []),
        "Policy": {"Version": "2012-10-17", "Statement": policy} if policy else "",
    }}
    methods = []
    for event in events:
        parent = {"Fn::GetAtt": ["ApiGatewayRestApi", "RootResourceId"]}
        path = event["path"].strip("/")
        parts = path.split("/") if path else []
        for depth, part in enumerate(parts, 1):
            this = "ApiGatewayResource" + path_name("/".join(parts[:depth]))
            resources[this] = {"Type": "AWS::ApiGateway::Resource", "Properties": {
                "ParentId": parent, "PathPart": part, "RestApiId": {"Ref": "ApiGatewayRestApi"}}}
            parent = {"Ref": this}
        methods.append(f"ApiGatewayMethod{path_name(path)}{event['method'].capitalize()}")
        resources[methods[-1]] = rest_method(event, parent, function)
    resources[f"ApiGatewayDeployment{INSTANCE}"] = {
        "Type": "AWS::ApiGateway::Deployment", "DependsOn": methods,
        "Properties": {"RestApiId": {"Ref": "ApiGatewayRestApi"},
                       "StageName": gateway.get("stage", service["__stage"])}}
    resources[f"{logical(function)}LambdaPermissionApiGateway"] = permission(function, "${ApiGatewayRestApi}/*/*")


def rest_method(event, resource, function):
    streams = (event.get("response") or {}).get("transferMode") == "STREAM"
    path = "2021-11-15" if streams else "2015-03-31"
    verb = "response-streaming-invocations" if streams else "invocations"
    integration = {
        "IntegrationHttpMethod": "POST", "Type": "AWS_PROXY",
        "Uri": {"Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/" + path
                + "/functions/${" + logical(function) + "LambdaFunction.Arn}/" + verb},
    }
    if streams:
        integration["ResponseTransferMode"] = "STREAM"
    properties = {
        "HttpMethod": event["method"].upper(), "ResourceId": resource, "RestApiId": {"Ref": "ApiGatewayRestApi"},
        "ApiKeyRequired": event.get("private", False), "AuthorizationType": "NONE", "Integration": integration,
        "MethodResponses": [],
    }
    authorizer = event.get("authorizer")
    if authorizer == "aws_iam":
        properties["AuthorizationType"] = "AWS_IAM"
    elif authorizer:
        properties |= {"AuthorizationType": "CUSTOM", "AuthorizerId": authorizer["authorizerId"]}
    return {"Type": "AWS::ApiGateway::Method", "Properties": properties,
            "DependsOn": [f"{logical(function)}LambdaPermissionApiGateway"]}


def permission(function, source):
    return {"Type": "AWS::Lambda::Permission", "Properties": {
        "FunctionName": {"Fn::GetAtt": [f"{logical(function)}LambdaFunction", "Arn"]},
        "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com",
        "SourceArn": {"Fn::Sub": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:" + source}}}


def add_http_api(result, service, provider, function, events):
    if not events:
        return
    settings, resources = provider.get("httpApi", {}), result["Resources"]
    resources["HttpApi"] = {"Type": "AWS::ApiGatewayV2::Api",
                            "Properties": {"Name": settings["name"], "ProtocolType": "HTTP"}}
    resources["HttpApiStage"] = {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {
        "ApiId": {"Ref": "HttpApi"}, "StageName": "$default", "AutoDeploy": True,
        "DefaultRouteSettings": {"DetailedMetricsEnabled": settings.get("metrics", False)}}}
    for name, authorizer in settings.get("authorizers", {}).items():
        resources[f"HttpApiAuthorizer{logical(name)}"] = {"Type": "AWS::ApiGatewayV2::Authorizer", "Properties": {
            "ApiId": {"Ref": "HttpApi"}, "Name": name, "AuthorizerType": "JWT",
            "IdentitySource": [authorizer["identitySource"]],
            "JwtConfiguration": {"Audience": authorizer["audience"], "Issuer": authorizer["issuerUrl"]}}}
    integration = f"HttpApiIntegration{logical(function)}"
    resources[integration] = {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {
        "ApiId": {"Ref": "HttpApi"}, "IntegrationType": "AWS_PROXY", "PayloadFormatVersion": settings["payload"],
        "TimeoutInMillis": 30000, "IntegrationUri": {"Fn::GetAtt": [f"{logical(function)}LambdaFunction", "Arn"]}}}
    for event in events:
        key = "*" if event["path"] == "*" else f"{event['method']} {event['path']}"
        this = "HttpApiRouteDefault" if key == "*" else "HttpApiRoute" + path_name(key)
        properties = {"ApiId": {"Ref": "HttpApi"}, "RouteKey": "$default" if key == "*" else key,
                      "Target": {"Fn::Join": ["/", ["integrations", {"Ref": integration}]]}}
        authorizer = event.get("authorizer")
        if authorizer and authorizer.get("type") == "aws_iam":
            properties["AuthorizationType"] = "AWS_IAM"
        elif authorizer:
            this_authorizer = f"HttpApiAuthorizer{logical(authorizer['name'])}"
            properties |= {"AuthorizationType": "JWT", "AuthorizerId": {"Ref": this_authorizer}}
        resources[this] = {"Type": "AWS::ApiGatewayV2::Route", "Properties": properties}
    resources[f"{logical(function)}LambdaPermissionHttpApi"] = permission(function, "${HttpApi}/*")


def add_url(result, function, url):
    if not url:
        return
    this = {"Fn::GetAtt": [f"{logical(function)}LambdaFunction", "Arn"]}
    kind = "AWS_IAM" if url.get("authorizer") == "aws_iam" else "NONE"
    result["Resources"][f"{logical(function)}LambdaFunctionUrl"] = {"Type": "AWS::Lambda::Url", "Properties": {
        "AuthType": kind, "TargetFunctionArn": this, "InvokeMode": url.get("invokeMode", "BUFFERED")}}
    if kind == "NONE":
        result["Resources"][f"{logical(function)}LambdaPermissionFnUrl"] = {
            "Type": "AWS::Lambda::Permission",
            "Properties": {"FunctionName": this, "Action": "lambda:InvokeFunctionUrl", "Principal": "*",
                           "FunctionUrlAuthType": "NONE"}}


def merge(result, parts):
    extensions = []
    for part in parts if isinstance(parts, list) else [parts]:
        part = copy.deepcopy(part)
        extensions += part.pop("extensions", {}).items()
        if unknown := set(part) - {"Resources", "Outputs", "Conditions", "Transform"}:
            raise Refused(f"`resources` has the unknown key `{sorted(unknown)[0]}`")
        for section, entries in part.items():
            if isinstance(entries, list):
                result.setdefault(section, []).extend(entries)
                continue
            if twice := set(entries) & set(result.setdefault(section, {})):
                raise Refused(f"`{sorted(twice)[0]}` is defined twice")
            result[section].update(entries)
    for name, changes in extensions:
        extend(result["Resources"], name, changes)


def extend(resources, name, changes):
    if name not in resources:
        raise Refused(f"cannot extend `{name}`: the framework makes no such resource")
    for kind, value in changes.items():
        if kind == "Properties":
            resources[name].setdefault("Properties", {}).update(value)
        elif kind == "DependsOn":
            resources[name].setdefault("DependsOn", []).extend(value)
        else:
            raise Refused(f"cannot extend `{kind}` of `{name}`")
