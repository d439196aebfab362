#!/usr/bin/env bash
# What bash, zsh and fish really complete with the scripts of `cargo xtask completions`, beside cargo's own completions.
# From the root of the repository:
#
#   cargo build -p xtask
#   XTASK=target/debug/xtask tests/peers/completions.sh
#
# A shell that is not there is skipped, with a line that says so. zsh needs cargo's own completions, which come with Rust.
set -u
xtask=$(realpath "${XTASK:-target/debug/xtask}") || exit 2
here=$(realpath "$(dirname "$0")")
rust=$(rustc --print sysroot 2>/dev/null)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" && mkdir -p zsh none home/.config/fish/conf.d || exit 2
"$xtask" completions bash >xtask.bash && "$xtask" completions zsh >zsh/_cargo-xtask &&
    "$xtask" completions fish >home/.config/fish/conf.d/xtask.fish || exit 2
# The program cargo is found by rustup, which looks below the home directory.
export RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup} CARGO_HOME=${CARGO_HOME:-$HOME/.cargo}
export HOME=$work/home XDG_CONFIG_HOME=$work/home/.config

# bash: the function that bash calls for the line, in a shell that has read $1 before the script.
in_bash() {
    bash --norc -c '
        [ -z "$1" ] || source "$1"
        [ -z "$2" ] || source "$2"
        source xtask.bash
        read -ra COMP_WORDS <<<"$3"
        [[ $3 != *" " ]] || COMP_WORDS+=("")
        COMP_LINE=$3 COMP_POINT=${#3} COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9
        function=$(complete -p "${COMP_WORDS[0]}" | sed -n "s/.* -F \([^ ]*\) .*/\1/p")
        "$function" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}
bash_alone() { in_bash "" "" "$1"; }
bash_with_cargo() { in_bash /usr/share/bash-completion/bash_completion "$rust/etc/bash_completion.d/cargo" "$1"; }
zsh_with_cargo() { timeout 30 zsh -f "$here/completions.zsh" "$work/zsh" "$rust/share/zsh/site-functions" "$1"; }
zsh_alone() { timeout 30 zsh -f "$here/completions.zsh" "$work/zsh" "$work/none" "$1"; }
fish_alone() { fish -c "complete -C '$1'" | cut -f 1; }

failed=0
# check SHELL LINE WANTED: the matches are exactly these words, in any order; with a `+` before them, these and more.
check() {
    local seen wanted=${3#+}
    seen=$("$1" "$2" 2>&1 | sed 's/ *$//' | sort -u | grep -v '^$')
    local missing
    missing=$(comm -13 <(echo "$seen") <(tr ' ' '\n' <<<"$wanted" | sort))
    if [ -z "$missing" ] && { [ "$wanted" != "$3" ] || [ "$(wc -l <<<"$seen")" = "$(wc -w <<<"$wanted")" ]; }; then
        echo "ok    $1: $2"
    else
        failed=$((failed + 1))
        echo "FAIL  $1: $2"
        { echo "wanted $3, seen:"; head -20 <<<"$seen"; } | sed 's/^/      /'
    fi
}
# shell SHELL NEEDED…: everything that is completed. `xtask` and `cargo xtask` must be completed alike.
shell() {
    local shell=$1 command
    shift
    for needed in "$@"; do
        [ -e "$needed" ] || { echo "skipped: $shell, for $needed is not there"; return; }
    done
    for command in xtask "cargo xtask"; do
        [ "$command $shell" != "cargo xtask zsh_alone" ] || continue
        check "$shell" "$command dep" "deploy"
        check "$shell" "$command org st" "start stop status"
        check "$shell" "$command deploy --acc" "--accept-changed"
        check "$shell" "$command deploy --test-level Run" "RunAllTestsInOrg RunLocalTests RunRelevantTests RunSpecifiedTests"
        check "$shell" "$command login --flow j" "jwtBearer"
        check "$shell" "$command login key" "keygen"
        check "$shell" "$command ci init g" "github gitlab"
        check "$shell" "$command completions " "+bash fish zsh"
        check "$shell" "$command " "+deploy generate up"
    done
}
shell bash_alone
check bash_alone "cargo xt" "xtask"
shell bash_with_cargo /usr/share/bash-completion/bash_completion "$rust/etc/bash_completion.d/cargo"
zsh=$(command -v zsh || echo zsh)
shell zsh_alone "$zsh"
shell zsh_with_cargo "$zsh" "$rust/share/zsh/site-functions/_cargo"
fish=$(command -v fish || echo fish)
shell fish_alone "$fish"
[ -e "$fish" ] && check fish_alone "cargo xt" "xtask"
for with in bash_with_cargo zsh_with_cargo fish_alone; do
    command -v "${with%%_*}" >/dev/null && check "$with" "cargo bui" "build"
done
[ "$failed" = 0 ] && echo "all passed" || { echo "$failed failed"; exit 1; }
