#!/usr/bin/env bash
# The container of tools/image-in-root.sh, which starts it within a mount and a network namespace of its own.
set -euo pipefail
root=$1
readarray -d '' env < "$root/env"
readarray -d '' command < "$root/command"
readarray -d '' health < "$root/health"
ip link set lo up
mount --bind "$STAGE" "$STAGE"
mount --rbind /dev "$STAGE/dev"
mount -o remount,bind,ro "$STAGE"

# Behaves as an engine's exec: the image's variables, folder and user.
in_container() {
  chroot --userspec="$OWNER" "$STAGE" /usr/bin/env -i "${env[@]}" HOME="/home/$OWNER" sh -c 'cd "$1" && shift && exec "$@"' sh "$FOLDER" "$@"
}
say() { echo "== $*"; }
fail() { say "$*"; kill -KILL "$server" 2>/dev/null || true; exit 1; }

since=$(date +%s%N)
ms() { echo $((($(date +%s%N) - since) / 1000000)); }

# The command is process 1 of its namespace, as in a container.
unshare --pid --fork --mount --kill-child bash -c '
  mount -t proc proc "$STAGE/proc"
  root=$1; shift
  readarray -d "" env < "$root/env"
  exec chroot --userspec="$OWNER" "$STAGE" /usr/bin/env -i "${env[@]}" HOME="/home/$OWNER" sh -c "cd \"\$1\" && shift && exec \"\$@\"" sh "$FOLDER" "$@"
' bash "$root" "${command[@]}" > "$root/log" 2>&1 &
outer=$!
server=
for _ in $(seq 100); do server=$(pgrep -P "$outer" || true); [ -n "$server" ] && break; sleep 0.05; done
[ -n "$server" ] || { cat "$root/log"; echo '== the command did not start'; exit 1; }

until in_container "${health[@]}"; do
  [ "$(ms)" -lt 20000 ] || { tail "$root/log"; fail 'not healthy within 20 s'; }
  kill -0 "$server" 2>/dev/null || { tail "$root/log"; fail 'it ended'; }
  sleep 0.1
done
say "healthy after $(ms) ms, process 1 is of user $(ps -o uid= -p "$server" | tr -d ' ')"
[ "$(ps -o uid= -p "$server" | tr -d ' ')" != 0 ] || fail 'it runs as root'
[ "$(sed -n 's/^NSpid:.*\t//p' "/proc/$server/status")" = 1 ] || fail 'the command is not process 1'

token=$(in_container node tools/rushdesk.mjs token --sub u1)
said=$(in_container node -e '
  const headers = { authorization: `Bearer ${process.argv[1]}`, "content-type": "application/json" }
  const body = JSON.stringify({ text: "怎么申请退货" })
  fetch("http://127.0.0.1:8080/chat", { method: "POST", headers, body }).then(async reply => {
    const { answer, source } = await reply.json()
    console.log(reply.status, source, answer)
  })' "$token")
say "asked: $said"
case "$said" in '200 '*) ;; *) fail 'it did not answer' ;; esac

since=$(date +%s%N)
kill "-$SIGNAL" "$server"
code=0; wait "$outer" || code=$?
say "SIG$SIGNAL: ended with $code after $(ms) ms"
[ "$code" = 0 ] || { tail "$root/log"; exit 1; }
