"""Resolves the variables of a Serverless Framework service: ${self:}, ${file()}, ${param:}, ${opt:},
${sls:stage}, ${sls:instanceId} and ${env:}, with `, fallback` after each. What is none of these, such as
CloudFormation's ${AWS::Region}, stays as it is."""

import pathlib
import re

import yaml


class Unresolved(Exception):
    """A variable without a value; its text is a sentence for the user."""


class CoreLoader(yaml.SafeLoader):
    """YAML as the framework reads it: `on`, `yes` and dates are texts."""


CoreLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs
            if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?(0|[1-9][0-9]*)$"), list("-+0123456789"))


def load(path):
    try:
        return yaml.load(pathlib.Path(path).read_text(), CoreLoader)
    except yaml.YAMLError as problem:
        raise Unresolved(f"{path}: {problem}") from None


SOURCES = ("self", "file", "param", "opt", "sls", "env")


class Service:
    """The service file of a folder, with all its variables resolved for one stage."""

    def __init__(self, folder, stage, environment, options=None, parameters=None, edit=None):
        self.folder = pathlib.Path(folder)
        self.stage = stage
        self.environment = environment
        self.options = {"stage": stage, **(options or {})}
        self.parameters = parameters or {}
        self.files = {}
        self.raw = load(self.folder / "serverless.yml")
        if edit:
            edit(self)
        self.resolving = []

    def resolved(self):
        return self.resolve(self.raw)

    def file(self, name):
        path = (self.folder / name).resolve()
        if path not in self.files:
            self.files[path] = load(path) if path.exists() else None
        return self.files[path]

    def resolve(self, value):
        if isinstance(value, dict):
            return {key: self.resolve(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.resolve(inner) for inner in value]
        return self.text(value) if isinstance(value, str) else value

    def text(self, text):
        parts = []
        position = 0
        while (start := text.find("${", position)) >= 0:
            end = closing(text, start)
            inner = text[start + 2:end]
            if end < 0 or not is_variable(inner):
                parts.append(text[position:start + 2])
                position = start + 2
                continue
            parts.append(text[position:start])
            value = self.variable(inner)
            if start == 0 and end == len(text) - 1:
                return value
            if isinstance(value, (dict, list)):
                raise Unresolved(f"${{{inner}}} is no text, inside `{text}`")
            parts.append(plain(value))
            position = end + 1
        parts.append(text[position:])
        return "".join(parts)

    def variable(self, inner):
        choices = split(inner, ",")
        for choice in choices:
            choice = choice.strip()
            if choice[:1] in "'\"":
                return choice[1:-1]
            if not is_variable(choice):
                return yaml.load(choice, CoreLoader)
            value = self.lookup(self.text(choice) if "${" in choice else choice)
            if value is not None:
                return value
        raise Unresolved(f"${{{inner}}} has no value in stage `{self.stage}`")

    def lookup(self, source):
        if source in self.resolving:
            raise Unresolved("${" + source + "} needs itself")
        self.resolving.append(source)
        try:
            return self.value(source)
        finally:
            self.resolving.pop()

    def value(self, source):
        if source.startswith("file("):
            name, _, address = source[5:].partition(")")
            return self.walk(self.file(name), address[1:] if address else "")
        kind, _, address = source.partition(":")
        if kind == "self":
            return self.walk(self.raw, address)
        if kind == "sls":
            return {"stage": self.stage, "instanceId": "1700000000000"}.get(address)
        if kind == "opt":
            return self.options.get(address)
        if kind == "env":
            return self.environment.get(address)
        return self.parameters.get(address)

    def walk(self, value, address):
        for name in address.split(".") if address else []:
            value = self.text(value) if isinstance(value, str) else value
            if isinstance(value, list) and name.isdigit():
                value = value[int(name)] if int(name) < len(value) else None
            elif isinstance(value, dict):
                value = value.get(name)
            else:
                return None
        return self.resolve(value)


def plain(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_variable(inner):
    return inner.startswith("file(") or inner.partition(":")[0] in SOURCES and not inner.partition(":")[2].startswith(":")


def closing(text, start):
    depth = 0
    index = start
    while index < len(text):
        if text.startswith("${", index):
            depth += 1
            index += 1
        elif text[index] == "}":
            depth -= 1
            if depth == 0:
                return index
        index += 1
    return -1


def split(text, separator):
    parts, depth, quote, part = [], 0, "", ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "({":
            depth += 1
        elif character in ")}":
            depth -= 1
        if character == separator and not depth and not quote:
            parts.append(part)
            part = ""
        else:
            part += character
    return parts + [part]
