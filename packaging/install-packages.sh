#!/usr/bin/env bash
# Installs whatever of debian-packages.txt is missing. Quick when nothing is.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v dpkg-query > /dev/null; then
  echo "This is no Debian; install what packaging/debian-packages.txt names by other means." >&2
  exit 0
fi

# Several architectures of a package may be known; one that is installed is enough.
mapfile -t missing < <(comm -23 <(sort -u debian-packages.txt) \
  <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort -u))
if ((${#missing[@]} == 0)); then
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  as_root=(sudo)
fi
echo "Installing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}"
