# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --redact: what is secret is in no format, whether the exec works or fails.
load lib

# A secret in an option, a variable, a URL and the text of a shell; each by an exec that
# works and by one that fails.
secrets() {
    /bin/true "$token" --password "hunter2$token" "https://me:hunter2$token@h/"
    env -i "A_TOKEN=hunter2$token" /bin/true "$token" env $'\377'
    sh -c ": $token; TOKEN=hunter2$token; true"
    /nonexistent "$token" --api-key="hunter2$token" 2>/dev/null || true
}

# bats test_tags=userspace
@test "--redact: no format shows a secret" {
    for format in table "table -q" json kv; do
        # shellcheck disable=SC2086
        start -x --redact -o $format
        secrets
        stop
        grep -q -F "$token" "$out"
        not grep -q hunter2 "$out"
        not grep -q "$(printf hunter2 | base64 | cut -c1-8)" "$out"
        [ "$(grep -c -F '[redacted]' "$out")" -ge 4 ]
    done
}

# bats test_tags=userspace
@test "--redact: the table as a whole, and nothing else changes" {
    for how in --redact ""; do
        # shellcheck disable=SC2086
        start -x $how
        secrets
        stop
        shown "$token" | grep -E "(true|sh|bash) .* (/bin/true|sh|/nonexistent) " |
            sed -E 's/^([^ ]+) [0-9]+ [0-9]+ /\1 /' >"shown$how"
    done
    same "true 0 /bin/true $token --password [redacted] https://me:[redacted]@h/
true 0 /bin/true $token env \\xff
sh 0 sh -c : $token; TOKEN=[redacted]; true
bash -2 /nonexistent $token --api-key=[redacted]" "$(grep -v '^env' shown--redact)"
    same "$(sed "s/hunter2$token/[redacted]/g" shown)" "$(cat shown--redact)"
}

# bats test_tags=userspace
@test "--redact: JSON tells which, and the true size" {
    start -x --redact -o json --max-args=4
    secrets
    /bin/true "$token" "[redacted]"
    stop
    only '.args[1:3] == [$t, "--password"]' '.args[3] == "[redacted]" and
        .redacted == [3] and .argc == 5 and
        .args_bytes == '"$((52 + 3 * ${#token}))"
    only '.args == ["/bin/true", $t, "[redacted]"]' 'has("redacted") | not'
    only '.args[:3] == ["env", "-i", "A_TOKEN=[redacted]"] and .retval == 0' '.redacted == [2]'
    only '.error == "ENOENT" and .args[1] == $t' \
        '.args[2] == "--api-key=[redacted]" and .redacted == [2]'
}

# bats test_tags=userspace
@test "--redact=ERE: one's own patterns hold beside the built-in ones" {
    start --redact='pin=([0-9]+)' --redact=Zx+
    /bin/true "$token" pin=1234 aZxxb --secret=x
    stop
    same "/bin/true $token pin=[redacted] a[redacted]b --secret=[redacted]" \
        "$(shown | sed 's/.* 0 //')"
}

# bats test_tags=userspace
@test "--redact: filters see the secret" {
    start --redact -l "hunter2$token"
    secrets
    /bin/true "$token" "[redacted]"
    stop
    [ "$(shown | wc -l)" -ge 1 ]
    not grep -q hunter2 "$out"
    not grep -q 'true '"$token"' \[redacted\]$' "$out"
}

# as NAME ARGS...: an exec of a program with this name as argv[0].
as() {
    (exec -a "$1" /bin/true "${@:2}" "$token")
}

# bats test_tags=userspace
@test "--redact: secrets by the manuals of programs, also in the text of a shell" {
    start --redact
    as curl -sSu me:hunter2 https://h/
    as mysql -uroot -phunter2 db
    as docker login -u me -p hunter2 reg
    as docker run -p 80:80 nginx
    as sh -c "zip -rP 'hunter2 x' a.zip d | nmcli dev wifi connect x password hunter2"
    as psql -c "ALTER USER me PASSWORD 'hunter2'"
    as wget 'https://h/?X-Amz-Signature=hunter2'
    stop
    same "curl -sSu me:[redacted] https://h/ $token
mysql -uroot -p[redacted] db $token
docker login -u me -p [redacted] reg $token
docker run -p 80:80 nginx $token
sh -c zip -rP '[redacted]' a.zip d | nmcli dev wifi connect x password [redacted] $token
psql -c ALTER USER me PASSWORD '[redacted]' $token
wget https://h/?X-Amz-Signature=[redacted] $token" "$(shown | sed 's/^[^ ]* *[0-9]* *[0-9]* *0 //')"
}
