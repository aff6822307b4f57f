"""What a deployment carries: the function's own package, computed from the service file as the framework computes
it, and the artifact of the layer."""

import os
import pathlib
import re


def expression(pattern):
    """A glob as a regular expression on paths: `*` within a segment, `**` over any."""
    text = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return re.compile(text + r"\Z")


def candidates(folder, patterns):
    """The service's own files, and those in folders that a pattern names, as paths from the service's folder."""
    roots = {pathlib.Path(folder)}
    for pattern in patterns:
        fixed = pattern.lstrip("!").split("*")[0]
        roots.add(pathlib.Path(os.path.normpath(pathlib.Path(folder, fixed))))
    for root in sorted(roots):
        if root.is_dir():
            yield from (os.path.relpath(file, folder) for file in root.rglob("*") if file.is_file())
        elif root.is_file():
            yield os.path.relpath(root, folder)


def function_package(folder, service):
    """Archive name → path. The last pattern that fits a file decides; `..` is cut from the name."""
    patterns = service.get("package", {}).get("patterns", [])
    kept = {path: True for path in candidates(folder, patterns)}
    for pattern in patterns:
        fits = expression(pattern.lstrip("!"))
        for path in kept:
            if fits.match(path):
                kept[path] = not pattern.startswith("!")
    paths = sorted(path for path, is_kept in kept.items() if is_kept)
    return {re.sub(r"^(\.\./)+", "", path): pathlib.Path(folder, path).resolve() for path in paths}


def layer_artifact(folder, service):
    return pathlib.Path(os.path.normpath(pathlib.Path(folder, service["layers"]["bootstrap"]["package"]["artifact"])))
