#!/usr/bin/env bash
# Runs the smoke part of the suites on Debian 13 (glibc 2.41) with a newer Node, and, when it is handed one, with a release of
# uWebSockets.js from its authors in the place of the copy that package.json names:
#
#   tools/on-debian-13.sh [--node 24] [--root DIR] [uWebSockets.js: a folder or a .tgz]
#
# The authors release by tag on GitHub; npm fetches a release with `npm pack github:uNetworking/uWebSockets.js#v20.x`.
# Needs what tools/debian-13.sh needs. The root it makes is kept: a second run takes what is there. Nothing outside of it is
# changed. Exits with the tests' code.
set -euo pipefail
cd "$(dirname "$0")/.."

node=24
root=/var/tmp/rushdesk-debian-13
while [ $# -gt 0 ]; do
  case "$1" in
    --node) node=$2; shift 2 ;;
    --root) root=$2; shift 2 ;;
    -*) echo "usage: $0 [--node 22|24] [--root DIR] [uWebSockets.js: a folder or a .tgz]" >&2; exit 2 ;;
    *) break ;;
  esac
done
official=${1:-}
app=$root/opt/rushdesk
# The parser in its limits, every transport, two processes over one Redis, and a client of another make.
smoke=(front/contract front/hostile front/server e2e/service e2e/smuggling e2e/retries e2e/clients e2e/store-away)

. tools/debian-13.sh
only_root
make_root "$root" ca-certificates,redis-server
put_node "$root" "$node" "/opt/node$node"

# Sources as they lie here, packages as the lock file names them.
mkdir -p "$app"
find "$app" -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} +
git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - | tar -xf - -C "$app"
installed=$app/node_modules/.installed-lock.json
if ! cmp -s "$app/package-lock.json" "$installed"; then
  (cd "$app" && npm ci --silent --no-audit --no-fund)
  cp "$app/package-lock.json" "$installed"
fi

if [ -n "$official" ]; then
  rm "$installed"
  rm -rf "$app/node_modules/uWebSockets.js"
  mkdir "$app/node_modules/uWebSockets.js"
  if [ -d "$official" ]; then cp -R "$official/." "$app/node_modules/uWebSockets.js/"
  else tar -xzf "$official" --strip-components=1 -C "$app/node_modules/uWebSockets.js"; fi
fi

inside() {
  enter "$root" /usr/bin/env -i HOME=/root TMPDIR=/tmp PATH="/opt/node$node/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    bash -c 'cd /opt/rushdesk && "$@"' inside "$@"
}

inside bash -c 'echo "Node $(node --version) (ABI $(node -p process.versions.modules)), $(ldd --version | head -n 1)"'
inside bash -c 'node -p "\"uWebSockets.js \" + require(\"uWebSockets.js/package.json\").version"; sha256sum node_modules/uWebSockets.js/uws_linux_x64_$(node -p process.versions.modules).node'
inside bash -c 'for project in tsconfig.build.json web/tsconfig.build.json; do node node_modules/typescript/bin/tsc -p $project; done'
inside node tools/build-server.mjs
files=("${smoke[@]/#/build/test/}")
inside node node_modules/tap/dist/esm/run.mjs build
inside node node_modules/tap/dist/esm/run.mjs run --reporter=tap "${files[@]/%/.test.js}"
