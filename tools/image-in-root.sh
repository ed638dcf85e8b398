#!/usr/bin/env bash
# Builds the image of deploy/Dockerfile where no container engine is, and runs it as an engine would: each instruction is
# carried out in a root of Debian 13, then the command runs as process 1 of its own process and network namespace, without
# rights, on a root that it cannot write to, until its health check has passed and it has answered a question; at last it gets
# the stop signal.
#
#   tools/image-in-root.sh [--root DIR] [--build-arg NAME=VALUE]…
#
# What the base image brings is made here: Debian 13, Node with its npm, the user node. Needs what tools/debian-13.sh needs,
# and iproute2. Nothing outside of DIR (/var/tmp/rushdesk-image) is changed. Exits 1 when something is not as it should be.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/debian-13.sh

root=/var/tmp/rushdesk-image
declare -A wanted=()
while [ $# -gt 0 ]; do
  case "$1" in
    --root) root=$2; shift 2 ;;
    --build-arg) wanted[${2%%=*}]=${2#*=}; shift 2 ;;
    *) echo "usage: $0 [--root DIR] [--build-arg NAME=VALUE]…" >&2; exit 2 ;;
  esac
done
dockerfile=deploy/Dockerfile
only_root

# --- the base image

make_base() {
  local base=$1 node=$2
  make_root "$base" ca-certificates
  put_node "$base" "$node" /usr/local
  if [ ! -e "$base/usr/local/bin/npm" ]; then
    put_package npm@11 "$base/usr/local/lib/node_modules/npm"
    ln -s ../lib/node_modules/npm/bin/npm-cli.js "$base/usr/local/bin/npm"
    ln -s ../lib/node_modules/npm/bin/npx-cli.js "$base/usr/local/bin/npx"
  fi
  grep -q '^node:' "$base/etc/passwd" || chroot "$base" useradd --create-home --uid 1000 node
  # The way to the registries, as it is here.
  cp /etc/resolv.conf /etc/hosts "$base/etc/"
  cp /etc/ssl/certs/ca-certificates.crt "$base/etc/ssl/certs/"
}

# --- instructions

stage= folder=/ user=root
declare -A stages=() given=() args=()
base=
health=() command=() signal=TERM
registry=$(npm config get registry)

# The image's variables, for env.
variables() {
  printf '%s\0' PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  local name
  for name in "${!given[@]}"; do printf '%s\0' "$name=${given[$name]}"; done
}

in_stage() {
  local env name
  readarray -d '' env < <(variables)
  for name in "${!args[@]}"; do env+=("$name=${args[$name]}"); done
  enter "$stage" /usr/bin/env -i "${env[@]}" HOME=/root npm_config_registry="$registry" \
    npm_config_cafile=/etc/ssl/certs/ca-certificates.crt npm_config_audit=false npm_config_fund=false \
    sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" "$@"
}

from() {
  local image=$1 name=${3:-image}
  [[ $image =~ ^node:([0-9]+)-trixie-slim$ ]] || { echo "no such base here: $image" >&2; exit 1; }
  base=$root/base-${BASH_REMATCH[1]}
  make_base "$base" "${BASH_REMATCH[1]}"
  stage=$root/stages/$name folder=/ user=root given=() args=()
  stages[$name]=$stage
  rm -rf "$stage"; mkdir -p "$root/stages"
  cp -a "$base" "$stage"
}

# The context without what Dockerfile.dockerignore names: a path lies at the top, **/ anywhere.
context() {
  local line excludes=()
  while IFS= read -r line; do
    case "$line" in
      ''|'#'*) ;;
      '**/'*) excludes+=(--no-anchored "--exclude=${line#'**/'}") ;;
      *) excludes+=(--anchored "--exclude=./$line") ;;
    esac
  done < $dockerfile.dockerignore
  tar -c --wildcards "${excludes[@]}" "$@"
}

copy() {
  local from=. to name
  case "$1" in --from=*) from=${stages[${1#--from=}]}; shift ;; esac
  to=${*: -1}
  case "$to" in /*) ;; *) to=$folder/$to ;; esac
  mkdir -p "$stage$to"
  for name in "${@:1:$#-1}"; do
    if [ "$from" = . ]; then context "./${name#./}" | tar -x --no-same-owner -C "$stage$to"
    else cp -a "$from"$name "$stage$to"; fi
  done
}

# The words of a JSON list.
listed() {
  "$stage/usr/local/bin/node" -e 'for (const word of JSON.parse(process.argv[1])) process.stdout.write(`${word}\0`)' "$1"
}

carry_out() {
  local what=$1 rest=$2 words
  read -ra words <<< "$rest"
  case "$what" in
    FROM) from "${words[@]}" ;;
    ARG) args[${rest%%=*}]=${wanted[${rest%%=*}]-${rest#*=}} ;;
    ENV) given[${rest%%=*}]=${rest#*=} ;;
    WORKDIR) folder=$rest; mkdir -p "$stage$folder" ;;
    COPY) copy "${words[@]}" ;;
    RUN) in_stage sh -c "$rest" ;;
    USER) user=$rest ;;
    EXPOSE) ;;
    STOPSIGNAL) signal=${rest#SIG} ;;
    HEALTHCHECK) readarray -d '' health < <(listed "${rest#*CMD }") ;;
    CMD) readarray -d '' command < <(listed "$rest") ;;
    *) echo "not understood: $what" >&2; exit 1 ;;
  esac
}

while read -r what rest <&3; do
  echo "== $what $rest"
  carry_out "$what" "$rest"
done 3< <(grep -v '^#' $dockerfile | sed -e ':a' -e '/\\$/{N;s/\\\n *//;ba}' -e '/^$/d')

# --- the container

given[JWT_SECRET]=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
given[DATA_KEY]=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
readarray -d '' env < <(variables)
export STAGE=$stage FOLDER=$folder OWNER=$user SIGNAL=$signal
printf '%s\0' "${env[@]}" > "$root/env"
printf '%s\0' "${command[@]}" > "$root/command"
printf '%s\0' "${health[@]}" > "$root/health"
echo "== image of $(du -sm "$stage" | cut -f 1) MiB, $(du -sm "$base" | cut -f 1) of them Debian and Node"
exec unshare --mount --net bash tools/image-run.sh "$root"
