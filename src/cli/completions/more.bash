
# `cargo chef …` and `cargo-chef chef …` are completed as `cargo-chef …` is.

# Completes what comes after that many words.
_cargo_chef_after() {
    local first=$1 current=$2 previous=$3
    local rest=("${COMP_WORDS[@]:first}")
    local COMP_CWORD=$((COMP_CWORD - first + 1))
    local COMP_WORDS=(cargo_chef "${rest[@]}")
    _cargo_chef cargo_chef "$current" "$previous"
}

_cargo_chef_alone() {
    if [[ ${COMP_WORDS[1]} == chef && $COMP_CWORD -gt 1 ]]; then
        _cargo_chef_after 2 "$2" "$3"
    else
        _cargo_chef_after 1 "$2" "$3"
    fi
}

_cargo_chef_of_cargo() {
    local at=1
    # `cargo +nightly --offline chef …`
    while [[ ${COMP_WORDS[at]} == [+-]* ]]; do
        at=$((at + 1))
    done
    if [[ ${COMP_WORDS[at]} == chef && $COMP_CWORD -gt $at ]]; then
        _cargo_chef_after $((at + 1)) "$2" "$3"
        return
    fi
    if [[ -z $_cargo_chef_others ]]; then
        # bash-completion only reads cargo's own completions when they are needed.
        complete -r cargo
        if declare -F _comp_load >/dev/null; then
            _comp_load cargo
        elif declare -F _completion_loader >/dev/null; then
            _completion_loader cargo
        fi
        _cargo_chef_join
    fi
    if [[ -n $_cargo_chef_others ]]; then
        "$_cargo_chef_others" "$@"
    fi
}

# Takes the place of cargo's own completions, which are still asked for everything else.
_cargo_chef_join() {
    local how
    how=$(complete -p cargo 2>/dev/null)
    if [[ $how =~ -F\ ([^ ]+) && ${BASH_REMATCH[1]} != _cargo_chef_of_cargo ]]; then
        _cargo_chef_others=${BASH_REMATCH[1]}
    fi
    complete -F _cargo_chef_of_cargo -o bashdefault -o default cargo
}

complete -F _cargo_chef_alone -o bashdefault -o default cargo-chef
_cargo_chef_join
