#!/usr/bin/env bash
# Logins in a real Secret Service: GNOME Keyring on a D-Bus session of its own, with a home directory of its own.
# From the root of the repository:
#
#   cargo build -p xtask
#   XTASK=target/debug/xtask tests/peers/keychain.sh
#
# Needs dbus-run-session, gnome-keyring-daemon, gdbus, secret-tool, curl. Nothing of yours is read or written.
set -u
for tool in dbus-run-session gnome-keyring-daemon gdbus secret-tool curl; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not there (Debian: dbus gnome-keyring libglib2.0-bin libsecret-tools curl)"; exit 0; }
done
xtask=$(realpath "${XTASK:-target/debug/xtask}") || exit 2
here=$(realpath "$0")

# What runs inside of a session: $1 names it. The rest is defined by the exports of the outer run.
failed=0
ok() { echo "ok    $1"; }
fail() { failed=$((failed + 1)); echo "FAIL  $1"; sed 's/^/      /' "$work/said"; }
# check NAME CODE PATTERN COMMAND…: the command ends with the code, and what it prints matches the pattern. No secret is in it.
check() {
    local name=$1 code=$2 pattern=$3
    shift 3
    timeout 60 "$@" >"$work/said" 2>&1 </dev/null
    local got=$?
    echo "(exit code $got)" >>"$work/said"
    if [ "$got" = "$code" ] && grep -Eq -- "$pattern" "$work/said" && ! grep -q "PRIVATE KEY-" "$work/said"; then
        ok "$name"
    else
        fail "$name"
    fi
}
# holds NAME SHELL-CONDITION
holds() { : >"$work/said"; if eval "$2" 2>>"$work/said"; then ok "$1"; else echo "$2" >>"$work/said"; fail "$1"; fi; }
login() { check "$1" "$2" "$3" "$xtask" login --target laptop --client-id "$key" --secret-file deploy.key; }
entries() { secret-tool search --all service salesforce-mcp-toolchain 2>/dev/null | grep -c '^label'; }
unlocked() { eval "$(printf 'a password' | gnome-keyring-daemon --unlock "$@" --components=secrets 2>/dev/null | sed 's/^/export /')"; }
secrets=/org/freedesktop/secrets
lock() {
    gdbus call --session --dest org.freedesktop.secrets --object-path $secrets \
        --method org.freedesktop.Secret.Service.Lock "['$secrets/collection/login']" >/dev/null
}

session_open() {
    unlocked
    SF_SECRET_STORE=file login "a login in the file, from before there was a keychain" 0 "encrypted file"
    login "a login goes to the keychain, without a warning" 0 "kept in the keychain of this computer"
    holds "the keychain has one entry" '[ "$(entries)" = 1 ]'
    holds "it is the private key, readable for its owner" \
        'secret-tool search --all service salesforce-mcp-toolchain 2>/dev/null | grep -q "PRIVATE KEY-"'
    holds "the file has none any more" '! grep -q laptop "$SF_MCP_HOME/secrets.json"'
    check "targets says where" 0 "jwtBearer.*the keychain of this computer" "$xtask" targets
    check "a deployment logs in with it" 0 "deployed|succeeded|nothing" "$xtask" deploy --target laptop --test-level NoTestRun
    login "logging in again replaces the entry" 0 "kept in the keychain"
    holds "it is the one entry" '[ "$(entries)" = 1 ]'
    printf 'an installation key' >installation.key
    check "an installation key goes there too" 0 "" "$xtask" login installation-key --target laptop --secret-file installation.key
    holds "as an entry of its own" '[ "$(entries)" = 2 ]'
    lock
    check "locked, nobody to ask: deploy says so" 7 "keychain: .*locked" "$xtask" deploy --target laptop --test-level NoTestRun
    check "locked: targets says so" 0 "locked" "$xtask" targets
    login "locked: login says what to do" 7 "SF_SECRET_STORE=file"
    check "locked: it says so before anyone logs in" 7 "keychain: .*locked" "$xtask" login --target laptop --client-id none --secret-file none
    check "locked: logout forgets nothing and says so" 7 "locked" "$xtask" logout --target laptop
    check "locked: the file serves who asks for it" 0 "encrypted file" env SF_SECRET_STORE=file \
        "$xtask" login --target laptop --client-id "$key" --secret-file deploy.key
    unlocked --replace
    check "unlocked again: what was in the keychain is there" 0 "the keychain of this computer" "$xtask" targets
    check "logout forgets both" 0 "logged out of .laptop" "$xtask" logout --target laptop
    holds "the keychain has no entry" '[ "$(entries)" = 0 ]'
    holds "nor has the file" '! grep -q laptop "$SF_MCP_HOME/secrets.json"'
    check "nobody is logged in" 7 "nobody is logged in" "$xtask" deploy --target laptop
}

# As after logging in over SSH: the service is there, and has no keychain that anyone could unlock.
session_without_keychain() {
    rm -rf "$HOME/.local/share/keyrings"
    login "a service without a keychain: login says what to do" 7 "SF_SECRET_STORE=file"
    SF_SECRET_STORE=file login "a service without a keychain: the file serves who asks for it" 0 "encrypted file"
    check "a service without a keychain: what the file has is found" 0 "DailyApiRequests" "$xtask" org limits --target laptop
    SF_SECRET_STORE=file check "logout" 0 "logged out of .laptop" "$xtask" logout --target laptop
}

# The last: from then on the org knows another key.
session_rotation() {
    unlocked
    login "a login to be given another key" 0 "kept in the keychain of this computer"
    check "login rotate-key" 0 "logs in with the new key" "$xtask" login rotate-key --target laptop
    holds "the new key is the one entry" '[ "$(entries)" = 1 ]'
    check "it logs in" 0 "DailyApiRequests" "$xtask" org limits --target laptop
    check "logout" 0 "logged out of .laptop" "$xtask" logout --target laptop
}

session_without_service() {
    login "$1: the file serves, with a warning" 0 "warning: this session has no keychain.*whoever reads your files can use them"
    holds "$1: only its owner reads it" '[ "$(stat -c %a "$SF_MCP_HOME/secrets.json" "$SF_MCP_HOME/secrets.key" | sort -u)" = 600 ]'
    holds "$1: nobody reads the key in it" '! grep -rq "PRIVATE KEY" "$SF_MCP_HOME"'
    check "$1: a deployment logs in with it" 0 "deployed|succeeded|nothing" "$xtask" deploy --target laptop --test-level NoTestRun
    SF_SECRET_STORE=keychain login "$1: nothing else serves who asks for the keychain" 4 "this session has no keychain"
    check "$1: logout" 0 "logged out of .laptop" "$xtask" logout --target laptop
}

if [ "${1:-}" = --session ]; then
    shift
    cd "$work/project" && "$@"
    exit "$failed"
fi

export work=$(mktemp -d) xtask
trap '(cd "$work/org" && "$xtask" org stop) >/dev/null 2>&1; rm -rf "$work"' EXIT
mkdir -p "$work/home/run" "$work/project" && chmod 700 "$work/home/run"
export HOME=$work/home XDG_RUNTIME_DIR=$work/home/run SF_MCP_HOME=$work/home/mcp NO_COLOR=1 NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME SF_SECRET_STORE DBUS_SESSION_BUS_ADDRESS DISPLAY WAYLAND_DISPLAY
cd "$work/project" || exit 2

source "$(dirname "$here")/org.sh"
org_with_app "$work/org" || exit 2
export key
cp "$work/org/deploy.key" .
echo '{"packageDirectories":[{"path":"force-app"}],"sourceApiVersion":"66.0"}' >sfdx-project.json
cat >targets.yaml <<END
kind: targets
version: 1
targets:
  laptop: { class: local, host: "${url#http://}", flow: jwtBearer, deployUser: admin@local.example.com }
END
metadata labels CustomLabels.labels CustomLabels \
    '<labels><fullName>A</fullName><language>en_US</language><protected>false</protected><shortDescription>A</shortDescription><value>a</value></labels>'

all=0
# D-Bus and the keychain tell much on standard error.
run() { "$@" 2>/dev/null || all=$((all + $?)); }
run dbus-run-session -- bash "$here" --session session_open
run env DBUS_SESSION_BUS_ADDRESS="unix:path=$work/no-bus" bash "$here" --session session_without_service "no D-Bus"
run env DBUS_SESSION_BUS_ADDRESS= bash "$here" --session session_without_service "an empty D-Bus address"
# A bus that starts no services by itself.
cat >"$work/bus.conf" <<END
<busconfig><type>session</type><listen>unix:tmpdir=$work</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
END
run dbus-run-session --config-file="$work/bus.conf" -- bash "$here" --session session_without_service "D-Bus without a keychain"
run dbus-run-session -- bash "$here" --session session_without_keychain
run dbus-run-session -- bash "$here" --session session_rotation
[ "$all" = 0 ] && echo "all passed" || { echo "$all failed"; exit 1; }
