
# `cargo chef …` and `cargo-chef chef …` are completed as `cargo-chef …` is.
function __fish_cargo_chef_after
    set -l words (commandline -opc)
    set -l at (contains -i -- chef $words)
    complete -C "cargo-chef $(string escape -- $words[(math $at + 1)..] | string join ' ') $(commandline -ct)"
end

complete -c cargo -n '__fish_seen_subcommand_from chef' -x -a '(__fish_cargo_chef_after)'
complete -c cargo-chef -n '__fish_seen_subcommand_from chef' -x -a '(__fish_cargo_chef_after)'
