#!/bin/bash
# debian.sh OUT.tar: a root tar like debian:bookworm-slim, from the archive that the machine's own apt uses.
set -euo pipefail
OUT=$(realpath "${1:?out.tar}")
TMP=$(mktemp -d); trap 'rm -rf "$TMP"' EXIT
O=$TMP/overlay
mkdir -p "$O"/etc/apt/apt.conf.d "$O"/etc/apt/sources.list.d "$O"/etc/dpkg/dpkg.cfg.d "$O"/usr/sbin

# the apt and dpkg settings that make Docker's Debian images what they are
CLEAN='"rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true";'
cat > "$O/etc/apt/apt.conf.d/docker-clean" <<X
DPkg::Post-Invoke { $CLEAN };
APT::Update::Post-Invoke { $CLEAN };
Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";
X
echo 'Acquire::GzipIndexes "true";' > "$O/etc/apt/apt.conf.d/docker-gzip-indexes"
echo 'Acquire::Languages "none";' > "$O/etc/apt/apt.conf.d/docker-no-languages"
echo 'Apt::AutoRemove::SuggestsImportant "false";' > "$O/etc/apt/apt.conf.d/docker-autoremove-suggests"
echo 'force-unsafe-io' > "$O/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
cat > "$O/etc/dpkg/dpkg.cfg.d/docker" <<'X'
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/man/*
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
path-include /usr/share/locale/locale.alias
X
printf '#!/bin/sh\nexit 101\n' > "$O/usr/sbin/policy-rc.d"
chmod 755 "$O/usr/sbin/policy-rc.d"

{ cat /etc/apt/sources.list.d/debian.sources 2>/dev/null || cat /etc/apt/sources.list; } \
  | grep -v '^#' > "$O/etc/apt/sources.list.d/debian.sources"
head -1 "$O/etc/apt/sources.list.d/debian.sources" | grep -q '^deb' \
  && mv "$O/etc/apt/sources.list.d/debian.sources" "$O/etc/apt/sources.list.d/debian.list"
SOURCES=$(echo "$O"/etc/apt/sources.list.d/debian.*)

DPKG=(); while read -r key value; do DPKG+=(--dpkgopt="$key=$value"); done < "$O/etc/dpkg/dpkg.cfg.d/docker"
# an archive behind a cache may serve Release files past their date; take the machine's word for it
APT=()
while read -r line; do APT+=(--aptopt="$line"); done \
  < <(apt-config dump | grep -E '^Acquire::Check-(Date|Valid-Until) ' || true)
printf '%s\n' "${APT[@]#--aptopt=}" > "$O/etc/apt/apt.conf.d/99machine"

mmdebstrap --quiet --mode=root --variant=minbase --format=tar "${DPKG[@]}" "${APT[@]}" \
  --hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr --skip=cleanup/apt \
  --customize-hook='rm -rf "$1"/etc/apt/sources.list.d/* "$1"/etc/apt/sources.list' \
  --customize-hook='rm -f "$1"/etc/apt/apt.conf.d/99mmdebstrap "$1"/etc/dpkg/dpkg.cfg.d/99mmdebstrap' \
  --customize-hook="cp -a $O/. \"\$1\"/" \
  --customize-hook='cd "$1"; rm -rf var/lib/apt/lists/* var/cache/apt/*.bin var/cache/apt/archives/*.deb var/log/apt/*
    rm -rf var/log/*.log var/cache/ldconfig/aux-cache var/lib/dpkg/*-old var/cache/debconf/*-old etc/resolv.conf etc/hostname
    mkdir -p var/lib/apt/lists/partial; : > etc/machine-id' \
  bookworm "$OUT" "$SOURCES"
