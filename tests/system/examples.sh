#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# examples.sh FOLDER MOUNT TOKEN CONTAINER: runs FOLDER/N/commands for every N, all at the same time,
# while everything happens that the examples of the manual trace. Writes out, err and status
# beside each. Runs as root in a mount namespace of its own, where it covers /srv. MOUNT is
# that of a cgroup hierarchy, in which the caller has made the cgroups.
set -u
folder=$1 mount=$2 token=$3 container=$4
shop=/srv/shop
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

# executable NAME: an executable file with the lines of stdin.
executable() {
    cat >"$shop/$1"
    chmod 755 "$shop/$1"
}

# The folder that things happen in.
make_shop() {
    mount -t tmpfs shop /srv
    mkdir /srv/bin "$shop" "$shop/bin"
    cd "$shop" || exit
    printf '%s\n' three two one two >words.txt
    cat >Makefile <<'MAKEFILE'
words.gz: words.txt
	sort -u words.txt >words
	gzip -f words
install test:
	cat words.txt
MAKEFILE
    ln -s "$O" build
    executable export.sh <<<'#!/bin/sh'
    chmod 700 export.sh
    : >broken
    chmod 755 broken
    executable tool <<<'#!/usr/bin/python1.5'
    executable report.py <<<'#!/usr/bin/env python1.5'
    executable report.sh <<'SCRIPT'
#!/bin/sh
find /srv/shop -name '*.csv'
/srv/shop/export.sh 2>/dev/null || true
SCRIPT
    executable start.sh <<'SCRIPT'
#!/bin/sh
./worker.sh >/dev/null &
echo started
SCRIPT
    executable worker.sh <<'SCRIPT'
#!/bin/sh
sleep 1
: >access.log
gzip -f access.log
SCRIPT
    # Each of the next two waits for a line on its standard input.
    executable bin/worker.sh <<'SCRIPT'
#!/bin/sh
read -r line
tar -cf report.tar words.txt
sh -c 'sleep 0.1; gzip -f report.tar'
SCRIPT
    executable bin/cache.sh <<'SCRIPT'
#!/bin/sh
mount -t tmpfs cache /tmp
echo ready
read -r line
du -s /tmp
cp /etc/passwd /tmp/cache.1
sort -o /tmp/cache.2 /tmp/cache.1
SCRIPT
    cp /bin/true bin/certbot
    executable backup.sh <<'SCRIPT'
#!/bin/sh
: >error.log
tar -cf /srv/shop/ssl.tar /etc/ssl
sha256sum /srv/shop/ssl.tar
find /srv/shop -name error.log -exec rm -f {} +
SCRIPT
    executable import.sh <<'SCRIPT'
#!/bin/sh
exit 3
SCRIPT
    executable watchdog.sh <<'SCRIPT'
#!/bin/sh
sleep 1000 &
sleep 0.2
kill -KILL $!
SCRIPT
    executable nightly.sh <<'SCRIPT'
#!/bin/sh
tar -czf night.tgz words.txt
SCRIPT
}

idle=()
# Starts what some examples look up by name before anything happens.
start_services() {
    mkfifo worker cache
    bin/worker.sh <worker >/dev/null 2>&1 &
    worker_pid=$!
    exec {worker}>worker
    unshare -m bin/cache.sh <cache >is_ready &
    cache_pid=$!
    exec {cache}>cache
    until [ -s is_ready ]; do sleep 0.02; done
    for name in sshd nginx; do
        cp /bin/sleep "bin/$name"
        "bin/$name" 60 &
        idle+=($!)
    done
}

# in_cgroup NAME COMMAND...
in_cgroup() {
    (echo "$BASHPID" >"$mount/$1/cgroup.procs" && exec "${@:2}")
}

as() {
    setpriv --reuid="$1" --regid="$1" --clear-groups "${@:2}"
}

as_memfd() {
    perl -e 'require "syscall.ph"; $^F = 255; my $fd = syscall(SYS_memfd_create(), my $name = "kworker", 0);
        open my $to, ">&=", $fd or die; open my $from, "<", "/bin/true"; local $/;
        print {$to} <$from>; $to->flush; exec { "/proc/self/fd/$fd" } "[kworker/0:1]"'
}

things_happen() {
    sh -c 'setsid ./start.sh; :'
    local daemon_ends=$((SECONDS + 2))

    in_cgroup "execsnoop-$token/backup.service" "$shop/backup.sh"
    in_cgroup "user.slice/execsnoop-$token" setpriv --reuid=1001 df -h /var
    in_cgroup "execsnoop-$token/docker/$container" sh -c 'cat /etc/passwd; gzip --version'
    unshare -pf sh -c 'ls /; gzip --version; df /; :'
    as www-data sh -c 'id -u; printf x | sh -c cat'
    # The child is still root after its parent has become another user.
    sh -c '(sleep 0.2; exec id -u) & exec setpriv --reuid=33 --clear-groups sleep 0.5'
    as www-data su --version
    as www-data sh -c /srv/shop/export.sh
    as 101 sh -c 'gzip -c words.txt | wc -c'
    ./broken
    /srv/shop/tool
    PATH=/usr/local/bin:/usr/bin ./report.py
    PATH=/usr/local/sbin:/usr/local/bin:/usr/bin env gzip --version
    as_memfd
    SHELL=/bin/sh script -qec 'id -u' /dev/null
    sh -c './nightly.sh; :'
    LANG=C.UTF-8 LD_PRELOAD=/opt/acme/hook.so date -u +%F
    tar -czf /srv/shop.tgz /etc/ssl
    sort -u words.txt
    grep -e "it's" -e 'two words' -e $'a\tb' -e '' -e '$HOME' /etc/passwd
    env -i PATH=/usr/bin:/bin TZ=UTC du -s /srv/shop
    env DB_PASSWORD=hunter2 true --token-file=/run/tok --api-key 0123456789
    as www-data bin/certbot
    echo >&"$worker"
    echo >&"$cache"
    wait "$worker_pid" "$cache_pid"
    for ((i = 0; i < 100; i++)); do /bin/true; done
    "$O/tests/workload/flood" 5000 flood
    ./import.sh
    ./watchdog.sh
    while [ "$SECONDS" -le "$daemon_ends" ]; do sleep 0.1; done
}

# Runs what is in the current folder, with execsnoop's pid in the file tracer.
run_commands() {
    local to=$folder/$1

    cp -r "$shop" "/srv/$1"
    cd "/srv/$1" || exit
    TRACER=$to/tracer PATH=/srv/bin:$PATH bash -o pipefail -c "$(<"$to/commands")" >"$to/out" 2>"$to/err" </dev/null
    echo $? >"$to/status"
}

# until_all TEST: until TEST N is true for all.
until_all() {
    local n end=$((SECONDS + 30))

    for n in "${numbers[@]}"; do
        until "$1" "$n" || [ "$SECONDS" -ge "$end" ]; do
            read -r -t 0.02 -u "$never"
        done
    done
}
traces() {
    [ -s "$folder/$1/status" ] || [[ $(<"$folder/$1/err") == *"tracing execs"* ]]
}
has_ended() {
    [ -s "$folder/$1/status" ]
}

make_shop
cat >/srv/bin/execsnoop <<'SCRIPT'
#!/bin/sh
echo $$ >"$TRACER"
exec "$O/execsnoop" "$@"
SCRIPT
chmod 755 /srv/bin/execsnoop
exec {never}<> <(:)
start_services
mapfile -t numbers < <(ls "$folder")
for n in "${numbers[@]}"; do
    : >"$folder/$n/err"
    run_commands "$n" &
done
until_all traces
things_happen >/dev/null 2>&1 </dev/null
for n in "${numbers[@]}"; do
    has_ended "$n" || kill -INT "$(<"$folder/$n/tracer")"
done
until_all has_ended
kill "${idle[@]}"
