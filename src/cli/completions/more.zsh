    # In `cargo-chef chef …`, the word before the command says nothing.
    if [[ $words[1] == cargo-chef && $words[2] == chef ]] && (( CURRENT > 2 )); then
        shift words
        (( CURRENT -= 1 ))
    fi
