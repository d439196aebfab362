# What an interactive zsh completes a line to: one match a line. $1: directory of _cargo-xtask, $2: that of cargo's own
# _cargo, $3: the line.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= PS2=; unsetopt zle_bracketed_paste; fpath=(${(q)1} ${(q)2} \$fpath); autoload -Uz compinit; compinit -u -D; stty -echo"
zpty -w shell "source ${(q)0:A:h}/completions-in.zsh"
zpty -w shell 'echo rea''dy'
zpty -r shell seen '*ready*' || exit 2
zpty -n -w shell "$3"$'\t'
zpty -r shell seen '*END*' || exit 2
print -r -- "$seen" | tr -d '\r' | sed -n 's/^HIT //p' | sort -u
zpty -d shell
