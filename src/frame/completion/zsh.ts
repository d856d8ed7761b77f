/** The completion script for zsh: it asks `__complete` for everything. */
export const zshScript = `#compdef etcdctl
compdef _etcdctl etcdctl

# Completes etcdctl in zsh. In ~/.zshrc, after compinit:  source <(etcdctl completion zsh)
# or save it as _etcdctl in a folder of $fpath.

_etcdctl() {
    local line text directive
    local -a lines candidates
    lines=("\${(@f)$("\${(Q)words[1]/#\\~/$HOME}" __complete "\${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
    directive=\${lines[-1]#:}
    [[ $directive == <-> ]] || return 1
    for line in "\${(@)lines[1,-2]}"; do
        # _describe takes name:description, and \\: for a colon in the name
        text=\${\${line%%$'\\t'*}//:/\\\\:}
        [[ $line == *$'\\t'* ]] && text+=":\${line#*$'\\t'}"
        candidates+=("$text")
    done
    [[ $PREFIX == -*=* ]] && compset -P 1 '*='
    if ((\${#candidates})); then
        if ((directive & 2)); then
            _describe -V etcdctl candidates -S ''
        else
            _describe -V etcdctl candidates
        fi
    elif ((!(directive & 4))); then
        _files
    fi
}

# the first call, when zsh loads this file from $fpath
if [[ $funcstack[1] == _etcdctl ]]; then _etcdctl "$@"; fi
`
