/** The completion script for bash: it asks `__completeNoDesc` for everything. */
export const bashScript = `# Completes etcdctl in bash 4 or later. In ~/.bashrc:  source <(etcdctl completion bash)

# Sets words to the command line up to the cursor. What bash took apart at = or : is put together again.
__etcdctl_words() {
    local left=\${COMP_LINE:0:COMP_POINT} trimmed piece index
    words=()
    for ((index = 0; index <= COMP_CWORD; index++)); do
        trimmed=\${left#"\${left%%[![:space:]]*}"}
        piece=\${COMP_WORDS[index]}
        [[ $trimmed == "$piece"* ]] || piece=$trimmed
        if ((index == 0)) || [[ $trimmed != "$left" || -z $left ]]; then
            words+=("$piece")
        else
            words[\${#words[@]} - 1]+=$piece
        fi
        left=\${trimmed:\${#piece}}
    done
}

__start_etcdctl() {
    local -a words
    local typed before='' answer directive line
    COMPREPLY=()
    __etcdctl_words
    typed=\${words[\${#words[@]} - 1]}
    answer=$("\${words[0]/#\\~/$HOME}" __completeNoDesc "\${words[@]:1}" 2>/dev/null) || return 0
    directive=\${answer##*:}
    if [[ $typed == -*=* ]]; then
        # with = among the word breaks only what follows it is replaced
        [[ \${COMP_WORDS[COMP_CWORD]} == -*=* ]] && before=\${typed%%=*}=
        typed=\${typed#*=}
    fi
    while IFS= read -r line; do
        [[ $line == "$typed"* ]] && COMPREPLY+=("$before$line")
    done <<<"\${answer%:*}"
    [[ -z \${answer%:*} ]] && COMPREPLY=()
    if ((directive & 4)); then compopt +o default 2>/dev/null; fi
    if ((directive & 2)); then compopt -o nospace 2>/dev/null; fi
    return 0
}

complete -o default -F __start_etcdctl etcdctl
`
