/** The completion script for fish: it asks `__complete` for everything. */
export const fishScript = `# Completes etcdctl in fish. In ~/.config/fish/config.fish:  etcdctl completion fish | source

function __etcdctl_candidates
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l lines ($words[1] __complete $words[2..-1] "$typed" 2>/dev/null)
    or return
    set -l directive (string replace ':' '' -- "$lines[-1]")
    set -e lines[-1]
    if test (count $lines) -eq 0
        # 4 stands for no file names
        test "$directive" = 4; or __fish_complete_path "$typed"
        return
    end
    set -l before (string match -r -- '^-[^=]*=' "$typed")
    for line in $lines
        echo "$before$line"
    end
end

complete -c etcdctl -e
complete -c etcdctl -f -k -a '(__etcdctl_candidates)'
`
