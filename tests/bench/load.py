#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
"""Loads 10,000 generated documents (12 MB) with Wayproof, kubectl and PyYAML in turn; prints CPU medians and peaks.

Usage: load.py BENCH_LOAD_PROGRAM [--runs N] [--documents N] [--keep FILE]
The three run interleaved, so that a busy machine slows all of them alike; the ratios are what counts.
"""
import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile

CSAFE = "import sys, yaml\nprint(sum(1 for d in yaml.load_all(open(sys.argv[1], 'rb'), yaml.CSafeLoader)))"


def labels(rng, name):
    return f"""  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: platform-{rng.randrange(40)}
    team: team-{rng.randrange(60)}
  annotations:
    example.com/owner: "team-{rng.randrange(60)}@example.com"
    example.com/revision: "{rng.getrandbits(64):016x}"
"""


def service(rng, i):
    ports = "".join(f"""    - name: port-{p}
      port: {8000 + p}
      targetPort: {9000 + p}
      protocol: TCP
""" for p in range(rng.randrange(1, 4)))
    return f"""apiVersion: v1
kind: Service
metadata:
  name: service-{i}
  namespace: team-{i % 97}
{labels(rng, f"service-{i}")}spec:
  type: ClusterIP
  selector:
    app: service-{i}
  ports:
{ports}"""


def ingress(rng, i):
    paths = "".join(f"""          - path: /api/v{p}/{rng.getrandbits(32):08x}
            pathType: {rng.choice(["Prefix", "Exact", "ImplementationSpecific"])}
            backend:
              service:
                name: service-{rng.randrange(10000)}
                port:
                  number: {8000 + p % 3}
""" for p in range(rng.randrange(2, 7)))
    return f"""apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ingress-{i}
  namespace: team-{i % 97}
{labels(rng, f"ingress-{i}")}spec:
  ingressClassName: nginx
  tls:
    - hosts:
        - app-{i}.example.com
      secretName: app-{i}-tls
  rules:
    - host: app-{i}.example.com
      http:
        paths:
{paths}"""


def route(rng, i):
    rules = ""
    for r in range(rng.randrange(1, 4)):
        rules += f"""    - matches:
        - path:
            type: PathPrefix
            value: /shop/{r}/{rng.getrandbits(32):08x}
          headers:
            - type: Exact
              name: x-version
              value: "v{r}"
          method: {rng.choice(["GET", "POST", "PUT"])}
      filters:
        - type: RequestHeaderModifier
          requestHeaderModifier:
            set:
              - name: x-route
                value: route-{i}-{r}
      backendRefs:
        - name: service-{rng.randrange(10000)}
          port: 8000
          weight: 90
        - name: service-{rng.randrange(10000)}
          port: 8001
          weight: 10
"""
    return f"""apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: route-{i}
  namespace: team-{i % 97}
{labels(rng, f"route-{i}")}spec:
  parentRefs:
    - name: shared-gateway
      namespace: infrastructure
      sectionName: http
  hostnames:
    - "shop-{i}.example.com"
    - "*.shop-{i}.example.com"
  rules:
{rules}"""


def generate(path, count):
    rng = random.Random(20260301)
    kinds = [route, route, ingress, ingress, service]
    # Written piece by piece: a child's peak memory is never below what its parent held when it was started.
    with open(path, "w", encoding="utf-8") as out:
        for i in range(count):
            out.write(("---\n" if i else "") + kinds[i % len(kinds)](rng, i))


def measure(command):
    """CPU seconds, peak RSS in MB and the last line printed."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"failed: {' '.join(command)}")
        out.seek(0)
        lines = out.read().split(b"\n")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, lines[-2].decode() if len(lines) > 1 else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--documents", type=int, default=10000)
    parser.add_argument("--keep", help="write the generated YAML there and keep it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or os.path.join(folder, "objects.yaml")
        generate(path, options.documents)
        print(f"{options.documents} documents, {os.path.getsize(path) / 1e6:.1f} MB, {options.runs} runs each")
        commands = {"wayproof": [options.program, path]}
        if shutil.which("kubectl"):
            commands["kubectl label --local"] = ["kubectl", "label", "--local", "-f", path, "x=y", "-o", "name"]
        else:
            print("kubectl is not installed; it is left out")
        commands["Python CSafeLoader"] = [sys.executable, "-c", CSAFE, path]
        results = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                results[name].append(measure(command))
        base = statistics.median(run[0] for run in results["wayproof"])
        for name, runs in results.items():
            cpu = statistics.median(run[0] for run in runs)
            print(f"{name:24} CPU {min(r[0] for r in runs):6.2f} / {cpu:6.2f} s (min / median)"
                  f"  peak {max(r[1] for r in runs):6.0f} MB  wayproof takes {base / cpu:5.2f} of it  {runs[-1][2]}")


if __name__ == "__main__":
    main()
