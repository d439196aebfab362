# Read by the shell that completes: each match is printed instead of being offered.
compadd() {
    # Not matches yet: with -O, -A, -D a function asks what would match.
    if [[ ${@[1,(i)(-|--)]} == *-[OAD]\ * ]]; then
        builtin compadd "$@"
        return
    fi
    local -a hits
    builtin compadd -A hits "$@"
    (( $#hits )) && { print; print -rl -- "HIT "$^hits }
    builtin compadd "$@"
}
ended() { print; print END }
comppostfuncs=(ended)
zstyle ':completion:*' completer _complete
zstyle ':completion:*' list-prompt ''
