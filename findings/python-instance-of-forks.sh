#!/usr/bin/env bash
# opentelemetry-sdk 1.44.0 (PyPI): a `service.instance.id` that the environment names is kept by a process and lost by what it forks.
#
# Input:    OTEL_RESOURCE_ATTRIBUTES=service.instance.id=web-1, a meter provider, and two processes that are spawned and two
#           that are forked, as uvicorn's and gunicorn's workers are.
# Expected: web-1 everywhere: what a user says goes before what a detector finds.
# Seen:     web-1 in the process and in those that it spawns, so that they are one instance to whoever stores their series; a
#           random id of its own in each that it forks, and so new series with each worker that is started anew.
# Here:     docs/labels.md and docs/applications.md say what servers with workers do to series; the gateway keeps an id that comes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check opentelemetry-sdk==1.44.0
cat > workers.py <<'PY'
import multiprocessing

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

reader = InMemoryMetricReader()
MeterProvider([reader]).get_meter("m").create_counter("c").add(1)


def instance():
    named = reader.get_metrics_data().resource_metrics[0].resource.attributes["service.instance.id"]
    print("web-1" if named == "web-1" else "random", end=" ", flush=True)


if __name__ == "__main__":
    instance()
    for how in ("spawn", "spawn", "fork", "fork"):
        worker = multiprocessing.get_context(how).Process(target=instance)
        worker.start()
        worker.join()
PY
seen=$(OTEL_RESOURCE_ATTRIBUTES=service.instance.id=web-1 venv/bin/python workers.py)
echo "opentelemetry-sdk 1.44.0"
echo "$seen"
[ "$seen" = "web-1 web-1 web-1 random random " ] || { echo "this has changed" >&2; exit 1; }
