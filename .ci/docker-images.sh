#!/usr/bin/env bash
# Makes the images toolmark-kafka:local and toolmark-elasticsearch:local where no container registry
# can be reached: a minimal Debian with Java from the mirror that this machine's apt uses, and the
# servers as test/backends fetches them from Maven. As root on Debian, with a Docker engine running.
# Images that are as this would make them are kept.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
export PATH="$root/node_modules/.bin:$PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key=$(cat "$0" "$root/test/backends/src/artifacts.ts" | sha256sum | cut -c1-12)
if docker image inspect "toolmark-kafka:$key" "toolmark-elasticsearch:$key" >/dev/null 2>&1; then
  echo "docker images: both are up to date"
  exit 0
fi

mapfile -t artifacts < <(node "$root/test/backends/src/fetch-artifacts.ts")
[ "${#artifacts[@]}" -eq 2 ] || { echo "docker images: no artifacts to put into them" >&2; exit 1; }

if ! command -v debootstrap >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap
fi

codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
# Filtered here and not by apt, which knows a repository's names only after an update.
mirror=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(SITE)' 'Created-By: Packages' |
  awk -v codename="$codename" '$1 == codename && $2 == "main" { print $3; exit }')
[ -n "$mirror" ] || { echo "docker images: apt has no repository for $codename main" >&2; exit 1; }
eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
export http_proxy="${http_proxy:-}"

echo "docker images: installing Debian $codename with Java into a folder (about a minute)"
if ! debootstrap --variant=minbase --include=default-jre-headless,ca-certificates \
  "$codename" "$work/system" "$mirror" >"$work/debootstrap.log" 2>&1; then
  tail -n 30 "$work/debootstrap.log" >&2
  exit 1
fi
rm -rf "$work"/system/var/cache/apt/archives/*.deb "$work"/system/var/lib/apt/lists/* \
  "$work"/system/usr/share/{doc,man,locale}

# Both images take what the official ones take: KAFKA_NODE_ID=1 becomes node.id=1 for the broker,
# and the command `elasticsearch -Ename=value` starts the other.
mkdir -p "$work/kafka/opt/kafka"
cp -r "${artifacts[0]}" "$work/kafka/opt/kafka/libs"
cat >"$work/kafka/opt/kafka/start" <<'START'
#!/bin/sh
set -e
awk 'BEGIN {
  for (name in ENVIRON) {
    if (name !~ /^KAFKA_/ || name == "KAFKA_HEAP_OPTS") continue
    key = tolower(substr(name, 7))
    gsub("_", ".", key)
    print key "=" ENVIRON[name]
  }
  print "log.dirs=/tmp/kafka"
}' >/tmp/server.properties
cd /opt/kafka
java -Xmx128m -cp 'libs/*' kafka.tools.StorageTool format --cluster-id "$CLUSTER_ID" --config /tmp/server.properties
exec java $KAFKA_HEAP_OPTS -cp 'libs/*' kafka.Kafka /tmp/server.properties
START
chmod 755 "$work/kafka/opt/kafka/start"
mkdir -p "$work/elasticsearch/opt"
cp -r "${artifacts[1]}" "$work/elasticsearch/opt/elasticsearch"
chown -R nobody "$work/kafka/opt" "$work/elasticsearch/opt"

import_image() {
  local name=$1
  shift
  tar -cf - -C "$work/system" . -C "$work/$name" "./opt/$name" |
    docker import --change 'USER nobody' "$@" - "toolmark-$name:$key" >/dev/null
  docker tag "toolmark-$name:$key" "toolmark-$name:local"
  echo "docker images: made toolmark-$name:local"
}
import_image kafka --change 'CMD ["/opt/kafka/start"]'
import_image elasticsearch --change 'ENV ES_JAVA_HOME=/usr/lib/jvm/default-java' \
  --change 'ENV PATH=/opt/elasticsearch/bin:/usr/bin:/bin' --change 'CMD ["elasticsearch"]'
