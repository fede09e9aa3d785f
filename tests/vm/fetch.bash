# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# Debian's packages of any suite and architecture, into a cache outside of the tree:
# apt with folders of its own, from the mirrors that this machine uses.

cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/execsnoop-vm
host_arch=$(dpkg --print-architecture)
release=$(. /etc/os-release && echo "$VERSION_CODENAME")

# URI and suite of all that this machine gets packages from. Each call of apt takes a
# second where it may not cache what it has read, as in containers.
mirrors=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Identifier: Packages')

# mirror SUITE: where this machine gets its own release's like of it from.
mirror() {
    local like=$release

    case $1 in *-security) like=$release-security ;; esac
    awk -v like="$like" '$2 == like { print $1; exit }' <<<"$mirrors"
}

# use_apt SUITE,... ARCH: what apt does from now on, it does with these. The lists
# are a day old at most, if they can be had; resolving tells.
use_apt() {
    local suite folder=$cache/apt/$1-$2

    mkdir -p "$folder/lists/partial" "$folder/archives/partial"
    touch "$folder/status"
    for suite in ${1//,/ }; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
            "$(mirror "$suite") $suite main"
    done >"$folder/sources.list"
    export APT_CONFIG=$folder/apt.conf
    cat >"$APT_CONFIG" <<CONF
Dir::Etc::sourcelist "$folder/sources.list"; Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null"; Dir::Etc::preferences "/dev/null";
Dir::State "$folder"; Dir::State::lists "$folder/lists"; Dir::State::status "$folder/status";
Dir::Cache "$folder"; Dir::Cache::archives "$folder/archives";
APT::Architecture "$2"; APT::Architectures { "$2"; }; APT::Sandbox::User "root";
CONF
    [ -z "$(find "$folder/fresh" -mtime -1 2>/dev/null)" ] || return 0
    echo "  LISTS    $1 $2" >&3
    if apt-get -q update >"$folder/log" 2>&1 && ! grep -q '^[EW]:' "$folder/log"; then
        touch "$folder/fresh"
    fi
}

# kernel_of PACKAGE: the package that holds the kernel that this one stands for; its
# name has the version.
kernel_of() {
    local name=$1 next=$1

    while [ -n "$next" ]; do
        name=$next
        next=$(apt-cache show "$name" 2>/dev/null |
            grep -o '^Depends: .*' | grep -oE 'linux-(image|binary)-[0-9][^ ,]*' | sort -V | tail -n 1)
    done
    [ "$name" != "$1" ] && echo "$name"
}

# fetch_kernel SUITES ARCH PACKAGE: prints the path of its vmlinuz.
fetch_kernel() {
    local name folder

    use_apt "$1" "$2"
    name=$(kernel_of "$3") || {
        echo "$3 for $2 cannot be had from $1: $(grep '^[EW]:' "${APT_CONFIG%/*}/log" | head -n 1)" >&2
        return 1
    }
    folder=$cache/kernels
    if [ ! -e "$folder/$name" ]; then
        echo "  GET      $name" >&3
        mkdir -p "$folder/unpacked"
        (cd "$folder/unpacked" && apt-get -q download "$name" >/dev/null 2>"$folder/log" &&
            dpkg-deb --fsys-tarfile "$name"_*.deb | tar -x --wildcards '*/vmlinuz*') ||
            { cat "$folder/log" >&2 && return 1; }
        # In /boot, or since 7.2 beside the modules.
        find "$folder/unpacked" -type f -name 'vmlinuz*' -exec mv {} "$folder/$name" \;
        rm -r "$folder/unpacked"
    fi
    echo "$folder/$name"
}

# fetch_root ARCH PACKAGE...: prints the path of a folder into which they and all that
# they depend on are unpacked, no more than that.
fetch_root() {
    local arch=$1 list folder deb

    shift
    use_apt "$release,$release-security" "$arch"
    list=$(apt-get -q -y --no-install-recommends --print-uris install "$@" 2>&1 | grep "^'") || {
        echo "$release for $arch cannot be had: $(grep '^[EW]:' "${APT_CONFIG%/*}/log" | head -n 1)" >&2
        return 1
    }
    folder=$cache/root-$arch-$(echo "$list" | sort | sha256sum | cut -c1-16)
    if [ ! -d "$folder" ]; then
        echo "  GET      $(echo "$list" | wc -l) packages of $release for $arch" >&3
        rm -rf "$cache/root-$arch-"*
        mkdir "$folder.new"
        apt-get -q -y --no-install-recommends --download-only install "$@" \
            >"${APT_CONFIG%/*}/log" 2>&1 || { cat "${APT_CONFIG%/*}/log" >&2 && return 1; }
        for deb in "${APT_CONFIG%/*}"/archives/*.deb; do
            dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$folder.new"
        done
        rm "${APT_CONFIG%/*}"/archives/*.deb
        mv "$folder.new" "$folder"
    fi
    echo "$folder"
}
