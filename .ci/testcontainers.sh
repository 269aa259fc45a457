#!/usr/bin/env bash
# Shows on a Debian machine, as root, that test/backends starts both servers through testcontainers
# and leaves no container behind: installs and starts a Docker engine where there is none, makes
# local images, runs the tests, and stops the engine again if it started it.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
engine=
log=$(mktemp -t toolmark-dockerd.XXXXXX)

finish() {
  if [ -n "$engine" ]; then
    kill "$engine" 2>/dev/null || true
    wait "$engine" 2>/dev/null || true
  fi
  rm -f "$log"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then
  echo "docker engine: installing"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io >/dev/null
fi

if ! docker info >/dev/null 2>&1; then
  # Containers use the host's network here, so the engine need not filter or forward for them; the
  # bridge stays, since testcontainers looks for it.
  dockerd --iptables=false --ip6tables=false --ip-forward=false >"$log" 2>&1 &
  engine=$!
  for _ in $(seq 60); do
    docker info >/dev/null 2>&1 && break
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.5
  done
  if ! docker info >/dev/null 2>&1; then
    echo "docker engine: did not start; its log ends:" >&2
    tail -n 20 "$log" >&2
    exit 1
  fi
  echo "docker engine: started"
fi

.ci/docker-images.sh

export TOOLMARK_BACKENDS=docker
export TOOLMARK_KAFKA_IMAGE=toolmark-kafka:local
export TOOLMARK_ELASTICSEARCH_IMAGE=toolmark-elasticsearch:local
npm exec -- vitest run --project backends test/backends/src/start-backends.test.ts

left=$(docker ps --all --quiet --filter label=toolmark.run)
[ -z "$left" ] || { echo "containers were left behind: $left" >&2; exit 1; }
