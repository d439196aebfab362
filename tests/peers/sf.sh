#!/usr/bin/env bash
# The Salesforce CLI against the local org: every command a team uses to deploy, check, read back and query.
# From the root of the repository, with what is committed:
#
#   cargo build --release -p xtask
#   SF=sf XTASK=target/release/xtask tests/peers/sf.sh
#
# Needs `sf` (npm package @salesforce/cli), Node, git. Logins and secrets go to a directory that is deleted at the end.
set -u
sf=$(command -v "${SF:-sf}") || { echo "the Salesforce CLI is not there; set SF" >&2; exit 2; }
xtask=$(realpath "${XTASK:-target/release/xtask}") || exit 2
work=$(mktemp -d)
git clone --quiet . "$work/project" && cd "$work/project" || exit 2
mkdir "$work/home"
export HOME="$work/home" NO_COLOR=1 SF_DISABLE_TELEMETRY=true SF_AUTOUPDATE_DISABLE=true SF_SKIP_NEW_VERSION_CHECK=true
export SF_DISABLE_LOG_FILE=true SF_USE_GENERIC_UNIX_KEYCHAIN=true NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
trap '"$xtask" org stop >/dev/null 2>&1; rm -rf "$work"' EXIT

failed=0
# check NAME EXPRESSION COMMAND…: the JSON reply `r` of the command must make the JavaScript expression true.
check() {
    local name=$1 expression=$2
    shift 2
    "$sf" "$@" --json >"$work/out" 2>"$work/err"
    if node -e '
        const text = require("fs").readFileSync(process.argv[1], "utf8");
        let r; try { r = JSON.parse(text) } catch { console.error(text.slice(0, 400)); process.exit(1) }
        if (!eval(process.argv[2])) { console.error(r.message ?? JSON.stringify(r).slice(0, 400)); process.exit(1) }
    ' "$work/out" "$expression" 2>"$work/why"; then
        echo "ok    $name"
    else
        failed=$((failed + 1))
        echo "FAIL  $name"
        sed 's/^/      /' "$work/why"
    fi
}

"$xtask" org start --seed >/dev/null || exit 2
told() { node -p "require('./.mcp-toolchain/local-org.json').$1"; }
url=$(told url)

SF_ACCESS_TOKEN=$(told token) check "log in with an access token" 'r.result.username === "admin@local.example.com"' \
    org login access-token --instance-url "$url" --alias local --set-default --no-prompt
check "org display" 'r.result.connectedStatus === "Connected"' org display
check "package install" 'r.result.Status === "SUCCESS"' package install --package 04tdL000000Ut0fQAC --wait 1 --no-prompt
check "deploy: preview without source tracking" 'r.status === 0' project deploy start --source-dir force-app --dry-run
check "deploy start" 'r.result.success && r.result.numberComponentErrors === 0' \
    project deploy start --source-dir force-app --wait 5
check "deploy validate with tests" 'r.result.success && r.result.numberTestsCompleted > 500' \
    project deploy validate --source-dir force-app --test-level RunLocalTests --wait 5
check "deploy report" 'r.result.status === "Succeeded"' project deploy report --use-most-recent
check "deploy quick" 'r.result.success && !r.result.checkOnly' \
    project deploy quick --use-most-recent --target-org local --wait 5
check "deploy start, not waiting" 'r.result.status === "Queued"' \
    project deploy start --source-dir force-app --test-level RunLocalTests --async
check "deploy resume" 'r.result.success' project deploy resume --use-most-recent --wait 5
# add CLASS BODY: a class in a folder of its own, force-app/main/CLASS.
add() {
    mkdir -p "force-app/main/$1/classes"
    echo "$2" >"force-app/main/$1/classes/$1.cls"
    cp "$(find force-app -name '*.cls-meta.xml' | head -1)" "force-app/main/$1/classes/$1.cls-meta.xml"
}
# Tests that take longer together than the CLI needs to start.
loop='Integer sum = 0; for (Integer i = 0; i < 2000000; i++) { sum = Math.mod(sum + i, 1000); }'
add SlowTest "@IsTest private class SlowTest { $(for n in {1..60}; do echo "@IsTest static void t$n() { $loop }"; done) }"
check "deploy start, to be cancelled" 'r.result.status === "Queued"' \
    project deploy start --source-dir force-app/main/SlowTest --test-level RunSpecifiedTests --tests SlowTest --async
check "deploy cancel" 'r.result.status === "Canceled"' project deploy cancel --use-most-recent --wait 5
check "nothing came of it" 'r.result.totalSize === 0' \
    data query --use-tooling-api --query "SELECT Id FROM ApexClass WHERE Name = 'SlowTest'"
rm -r force-app/main/SlowTest
add Broken 'public class Broken { Integer i = "x"; }'
check "deploy: a compile error has its place" \
    'r.status !== 0 && [].concat(r.result.details.componentFailures)[0].lineNumber == 1' \
    project deploy start --source-dir force-app/main/Broken --wait 5
rm -r force-app/main/Broken
check "org list metadata" 'r.result.length > 0 && r.result[0].type === "PermissionSet"' \
    org list metadata --metadata-type PermissionSet
check "org list metadata-types" 'r.result.metadataObjects.some(t => t.xmlName === "ApexClass")' org list metadata-types
check "retrieve start" 'r.result.success' project retrieve start --source-dir force-app --wait 5
# An org adds the ids and keys that it has given to apps.
changed=$(git diff -U0 -- force-app | grep '^[-+]' |
    grep -Ev '^(---|\+\+\+) |^\+ *<(orgScopedExternalApp|consumerKey)>[^<]*</')
if [ -z "$changed" ]; then
    echo "ok    what comes back equals what was deployed"
else
    failed=$((failed + 1))
    echo "FAIL  what comes back equals what was deployed"
    echo "$changed" | sed 's/^/      /'
fi
check "data query" 'r.result.records.length > 0 && r.result.records[0].Owner.Name' \
    data query --query "SELECT Id, Name, Owner.Name, (SELECT LastName FROM Contacts) FROM Account LIMIT 3"
check "data query as CSV needs columns" 'r.result.records.length > 0' \
    data query --query "SELECT COUNT(Id) n, Type FROM Account GROUP BY Type"
check "data query of the Tooling API" 'r.result.totalSize > 50' \
    data query --use-tooling-api --query "SELECT Id, Name FROM ApexClass"
check "data create record" 'r.result.success' data create record --sobject Account --values "Name=Peer"
check "data get record" 'r.result.Name === "Peer"' data get record --sobject Account --where "Name=Peer"
check "sobject describe" 'r.result.fields.length > 10' sobject describe --sobject Account
check "apex run" 'r.result.success && r.result.logs.includes("From anonymous Apex")' \
    apex run --file <(echo 'System.debug("from anonymous Apex".capitalize());' | tr '"' "'")
check "apex run test" 'r.result.summary.outcome === "Passed" && r.result.summary.passing > 5' \
    apex run test --class-names McpServingCoreTest --wait 5
check "apex run test with coverage" 'r.result.summary.outcome === "Passed" && r.result.coverage.coverage.length > 0' \
    apex run test --class-names McpServingCoreTest --synchronous --code-coverage
check "a wrong query says why" 'r.status !== 0 && r.name === "INVALID_FIELD"' \
    data query --query "SELECT Nothing FROM Account"
check "limits" 'r.result.length > 5' org list limits

echo "converted by the CLI and packed here"
"$sf" project convert source --root-dir force-app --output-dir "$work/converted" >/dev/null 2>&1
if [ -n "${COMPARE:-}" ]; then
    "$COMPARE" "$work/project" "$work/converted" || failed=$((failed + 1))
else
    echo "      skipped: set COMPARE to the built example compare_package of sf-metadata"
fi
[ "$failed" = 0 ] && echo "all passed" || { echo "$failed failed"; exit 1; }
