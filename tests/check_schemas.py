#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
"""check_schemas.py CLI: runs every verb that prints JSON on every sample and holds each document against its schema."""
import json
import pathlib
import subprocess
import sys

import jsonschema

cli = sys.argv[1]
root = pathlib.Path(__file__).resolve().parent.parent
schemas = {}
for path in sorted((root / "resources/schemas").glob("*.json")):
    schema = json.loads(path.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    schemas[schema["$id"]] = jsonschema.Draft202012Validator(schema)

requests = "\n".join(json.dumps(request) for request in [
    {"path": "/healthz", "host": "localhost"},
    {"path": "/api/x?y=1", "host": "app.example.com", "method": "POST", "headers": [["X-Version", "v2"]]},
    {"path": "/", "host": "secure.example.com", "scheme": "https"},
    {"path": "//a/%2F../b", "host": "localhost."},
    {"protocol": "grpc", "grpcService": "a.B", "grpcMethod": "C", "host": "localhost"},
    {"protocol": "tcp", "port": 5432, "body": "ping"},
])
for line in requests.splitlines():
    schemas["wayproof/request/v1"].validate(json.loads(line))

seen = set()
failures = 0


def check(arguments, source, stdin=None):
    global failures
    run = subprocess.run([cli, *arguments], input=stdin, capture_output=True, text=True, timeout=120)
    if run.returncode == 2:
        print(f"schemas: {arguments} failed: {run.stderr}", file=sys.stderr)
        failures += 1
    for line in run.stdout.splitlines():
        document = json.loads(line)
        name = document.get("schema")
        seen.add(name)
        if name not in schemas:
            print(f"schemas: {arguments[0]} prints {name}, which has no schema", file=sys.stderr)
            failures += 1
            continue
        for error in schemas[name].iter_errors(document):
            failures += 1
            print(f"schemas: {arguments[0]} on {source}: {name} {list(error.absolute_path)}: {error.message[:300]}", file=sys.stderr)


sources = sorted(p for folder in ("resources/samples", "tests/data/agreement") for p in (root / folder).iterdir() if p.is_dir())
for source in sources:
    f = ["-f", str(source)]
    check(["resources", *f, "-o", "json"], source.name)
    check(["lint", *f, "-o", "json"], source.name)
    check(["status", *f, "-o", "json"], source.name)
    check(["graph", *f, "--format", "json"], source.name)
    check(["simulate", *f, "--requests", "-", "-o", "json", "--trace"], source.name, requests)
    check(["probe", *f, "--requests", "-", "-o", "json", "--ingress-address", "127.0.0.1:1", "--gateway-address", "127.0.0.1:1"],
          source.name, requests)
for source in sorted((root / "tests/data/gateway-status").iterdir()):
    check(["status", "-f", str(source / "in.yaml"), "-o", "json"], source.name)
check(["probe", "-f", str(sources[0]), "--repeat", "2", "-o", "json", "--gateway-address", "127.0.0.1:1", "http://localhost/"], "a sample")
check(["simulate", "-f", str(sources[0]), "--expect", "-", "-o", "json"], "expectations",
      '- name: never\n  request: {url: "http://localhost/"}\n  expect: {same: true}\n')
print(f"schemas: {len(sources)} sources, {len(seen)} kinds of document, {failures} failures")
sys.exit(1 if failures or len(seen) < 9 else 0)
