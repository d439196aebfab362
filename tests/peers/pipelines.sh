#!/usr/bin/env bash
# The pipelines of `cargo xtask ci init`, run job by job against a local org: pull requests, merges, and what is wrong in them.
# From the root of the repository, with what is committed:
#
#   cargo build -p xtask
#   XTASK=target/debug/xtask GITLAB_CI_LOCAL=gitlab-ci-local tests/peers/pipelines.sh [github | gitlab]
#
# GitLab's jobs are run by gitlab-ci-local (npm) in a shell; GitHub's by github_pipeline.py, as there is no runner without
# containers. What an org's login needs comes from the variables that the pipeline names. `cargo`, which would build the toolchain
# again, and `gh` are shims. Needs python3 with PyYAML, git, curl, jq, zip, unzip; for GitLab also unshare, root and rsync.
set -u
for tool in python3 git curl jq zip unzip; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not there"; exit 0; }
done
python3 -c 'import yaml' 2>/dev/null || { echo "skipped: python3 has no PyYAML"; exit 0; }
xtask=$(realpath "${XTASK:-target/debug/xtask}") || exit 2
here=$(realpath "$(dirname "$0")")
toolchain=$(git rev-parse --show-toplevel)
commit=$(git rev-parse HEAD)
work=$(mktemp -d)
trap '(cd "$work/org" && "$xtask" org stop) >/dev/null 2>&1; kill $registry 2>/dev/null; rm -rf "$work"' EXIT
registry=
source "$here/org.sh"
export PEER_XTASK=$xtask PATH=$here/shims:$PATH SF_MCP_HOME=$work/home SF_SECRET_STORE=file
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
unset CI GITHUB_ACTIONS GITLAB_CI CI_PROJECT_DIR
# The toolchain's address leads to this repository.
export GIT_CONFIG_GLOBAL=$work/gitconfig
git config --global url."file://$toolchain".insteadOf https://git.example/toolchain
git config --global user.name Peer && git config --global user.email peer@example.com && git config --global init.defaultBranch main
git config --global safe.directory '*'

failed=0
# ended NAME CODE GOT PATTERN…: the command ended so, and each pattern is in what it said, or with `!` before it, is not.
ended() {
    local name=$1 code=$2 got=$3 wrong= pattern
    shift 3
    [ "$code" = "$got" ] || wrong="exit code $got"
    for pattern in "$@"; do
        case $pattern in
        !*) grep -Eq -- "${pattern#!}" "$work/said" && wrong="$wrong; there is: ${pattern#!}" ;;
        *) grep -Eq -- "$pattern" "$work/said" || wrong="$wrong; missing: $pattern" ;;
        esac
    done
    grep -q "PRIVATE KEY-" "$work/said" && wrong="$wrong; a secret"
    if [ -z "$wrong" ]; then echo "ok    $name"; else
        failed=$((failed + 1))
        echo "FAIL  $name: $wrong"
        tail -${LINES_SHOWN:-40} "$work/said" | sed 's/^/      /'
    fi
}

org_with_app "$work/org" || exit 2
secret_key=$(cat "$work/org/deploy.key")

# project DIRECTORY BELOW OPTION…: a repository with the example in BELOW, and both pipelines.
project() {
    local root=$1 below=$2 class
    shift 2
    mkdir -p "$root/$below" && cd "$root" && git init --quiet . && cd "$root/$below" || exit 2
    (cd "$toolchain" && git archive HEAD specs force-app manifest targets clients docs/review sfdx-project.json) | tar -x
    # A pipeline is not written for a local org: the target becomes one afterwards.
    for class in sandbox local; do
        host=acme--uat.sandbox.my.salesforce.com
        [ $class = sandbox ] || host=${url#http://}
        cat >targets.yaml <<END
kind: targets
version: 1
targets:
  uat:
    class: $class
    host: $host
    flow: jwtBearer
    deployUser: admin@local.example.com
    servers:
      sales-insight: { runAs: mcp.insight@acme.example.com.uat }
      service-desk: { runAs: mcp.service@acme.example.com.uat }
END
        [ $class = local ] && break
        "$xtask" ci init github --target uat "$@" >/dev/null 2>&1 && "$xtask" ci init gitlab --target uat "$@" >/dev/null 2>&1 || exit 2
    done
    rm -rf targets clients && "$xtask" generate >"$work/said" 2>&1 || { cat "$work/said"; exit 2; }
    git add -A && git commit --quiet -m "Start"
    # A validation installs nothing; that is done once, by a person.
    SF_UAT_ACCESS_TOKEN=$token "$xtask" deploy --target uat --only package >"$work/said" 2>&1 || { cat "$work/said"; exit 2; }
}
# change NAME: a commit with one more class and its test.
change() {
    local main=force-app/main/default/classes
    printf 'public class %s {\n    public static Integer one() {\n        return 1;\n    }\n}\n' "$1" >$main/$1.cls
    printf '@IsTest\nprivate class %sTest {\n    @IsTest\n    static void counts() {\n        Assert.areEqual(1, %s.one());\n    }\n}\n' "$1" "$1" >$main/$1Test.cls
    for class in $1 $1Test; do
        printf '<?xml version="1.0" encoding="UTF-8"?>\n<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata">\n    <apiVersion>66.0</apiVersion>\n    <status>Active</status>\n</ApexClass>\n' >$main/$class.cls-meta.xml
    done
    git add -A && git commit --quiet -m "$1"
}
in_org() {
    curl --silent --get --header "Authorization: Bearer $token" --data-urlencode "q=SELECT Id FROM ApexClass WHERE Name = '$1'" \
        "$url/services/data/v66.0/tooling/query" | grep -q '"totalSize" *: *1'
}
holds() { if "${@:2}"; then echo "ok    $1"; else failed=$((failed + 1)); echo "FAIL  $1"; fi; }
not() { ! "$@"; }

# Every platform has the same story; `pipeline EVENT` runs it for what is committed.
story() {
    local platform=$1 name=$2
    pipeline fork
    ended "$platform: a pull request of a fork is checked and reaches no org" 0 $? "${not_validated[@]}"
    change "${name}One"
    pipeline pull_request
    ended "$platform: a pull request is checked and validated" 0 $? "${validated[@]}"
    holds "$platform: nothing of it is in the org" not in_org "${name}One"
    pipeline push
    ended "$platform: its merge deploys what was validated, without its tests" 0 $? "${quick[@]}"
    holds "$platform: it is in the org" in_org "${name}One"
    change "${name}Two"
    pipeline push
    ended "$platform: a merge that nobody validated is validated first" 0 $? "${first[@]}"
    holds "$platform: it is in the org, too" in_org "${name}Two"
    git checkout --quiet -b broken
    sed -i 's/return 1/return nope/' "force-app/main/default/classes/${name}Two.cls" && git commit --quiet -am "Broken"
    pipeline pull_request
    ended "$platform: Apex that does not compile stops in the checks" 1 $? "nope" "${checks_failed[@]}"
    git checkout --quiet "$main" -- . && git commit --quiet -am "Whole again"
    sed -i 's/^kind: tool/kind: tool\nnoSuchKey: 1/' specs/tools/search_accounts.yaml && git commit --quiet -am "A wrong spec"
    pipeline pull_request
    ended "$platform: so does a wrong spec" 1 $? "noSuchKey" "${checks_failed[@]}"
    git checkout --quiet "$main" -- . && git commit --quiet -am "Whole again, too"
    git checkout --quiet "$main"
}

# What deploying says.
as_validated=("validation [0-9A-Za-z]+ will be deployed" "!sending the package, [0-9]{3} kB" "users: (done|nothing to do)")
validated_first=("sending the package, [0-9]{3} kB" "validation [0-9A-Za-z]+ succeeded.*tests" "validation [0-9A-Za-z]+ will be deployed")

main=main
github() {
    local store=$work/github-$1
    mkdir -p "$store"
    project "$store/repository" "$2" "${@:3}"
    pipeline() {
        SECRET_SF_UAT_CLIENT_ID=$key SECRET_SF_UAT_PRIVATE_KEY=$secret_key SECRET_MCP_TOOLCHAIN_TOKEN=a-token python3 \
            "$here/github_pipeline.py" "$store/repository/.github/workflows/mcp.yml" "$store/repository" "$1" "$store" >"$work/said" 2>&1
    }
    not_validated=("=== check: success" "=== validate: skipped")
    validated=("=== validate: success" "=== deploy: skipped" "step summary of [1-9]")
    quick=("=== deploy: success" "${as_validated[@]}")
    first=("=== deploy: success" "${validated_first[@]}")
    checks_failed=("=== check: failure" "=== validate: skipped" "^::error ")
    story "GitHub, $1" "Hub${1^}"
}
gitlab() {
    local root=$work/gitlab-$1 below=$2
    project "$root" "$2" "${@:3}"
    echo /.gitlab-ci-local/ >>"$root/.git/info/exclude"
    git remote add origin https://gitlab.example/acme/crm.git
    pipeline() {
        local where=(--variable CI_COMMIT_BRANCH=main) jobs=(mcp-check mcp-deploy) job code=0
        case $1 in
        fork) jobs=(mcp-check) ;;
        pull_request) where=(--variable CI_PIPELINE_SOURCE=merge_request_event --unset-variable CI_COMMIT_BRANCH) jobs=(mcp-check mcp-validate) ;;
        esac
        : >"$work/said"
        cd "$root" || exit 2
        # The directories outside of the checkout are those of one job.
        for job in "${jobs[@]}"; do
            unshare --mount bash -c 'mount -t tmpfs none /opt && exec "$@"' bash "${gitlab_ci_local[@]}" --force-shell-executor \
                --variable GITLAB_CI=true --variable CI_JOB_TOKEN=job-token --variable CI_API_V4_URL="http://127.0.0.1:$registry_port" \
                --variable CI_PROJECT_ID=17 --variable CI_PROJECT_DIR="$root" \
                --variable SF_UAT_CLIENT_ID="$key" --variable SF_UAT_PRIVATE_KEY="$secret_key" "${where[@]}" "$job" >>"$work/said" 2>&1 || { code=1; break; }
            echo "=== $job: success" >>"$work/said"
        done
        git clean -qfd
        cd "$root/$below" || exit 2
        return $code
    }
    not_validated=("=== mcp-check: success")
    validated=("=== mcp-validate: success")
    quick=("=== mcp-deploy: success" "${as_validated[@]}")
    first=("=== mcp-deploy: success" "${validated_first[@]}")
    checks_failed=("!=== mcp-check: success" "!mcp-validate")
    story "GitLab, $1" "Lab${1^}"
}
if [ "${1:-github}" = github ]; then
    github "fetched" "" --toolchain https://git.example/toolchain --commit "$commit"
    github "private" "apps/crm" --toolchain https://git.example/toolchain --commit "$commit" --private
fi
read -ra gitlab_ci_local <<<"${GITLAB_CI_LOCAL:-gitlab-ci-local}"
if [ "${1:-gitlab}" != gitlab ]; then
    :
elif ! command -v "${gitlab_ci_local[0]}" >/dev/null || ! unshare --mount true 2>/dev/null || ! command -v rsync >/dev/null; then
    echo "skipped: GitLab, for gitlab-ci-local, rsync or root is not there"
else
    exec 3< <(exec python3 "$here/gitlab_registry.py")
    registry=$!
    read -r registry_port <&3
    gitlab "fetched" "" --toolchain https://git.example/toolchain --commit "$commit"
    gitlab "private" "apps/crm" --toolchain https://git.example/toolchain --commit "$commit" --private
fi
[ "$failed" = 0 ] && echo "all passed" || { echo "$failed failed"; exit 1; }
