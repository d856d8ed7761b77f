import type { Entry } from './app.ts'

export const completion: Entry = {
  name: 'completion',
  use: 'completion [bash|zsh|fish|powershell]',
  summary: 'Print a completion script for a shell',
  helpGroup: 'utility',
  since: '3.6',
  bareUse: true,
  long: [
    'The script makes a shell complete commands, flags and values of flags. To have it in every new shell:',
    '',
    '  bash         echo "source <(etcdctl completion bash)" >> ~/.bashrc',
    '  zsh          etcdctl completion zsh > "$fpath[1]/_etcdctl"    (compinit must be on)',
    '  fish         etcdctl completion fish > ~/.config/fish/completions/etcdctl.fish',
    '  powershell   etcdctl completion powershell >> $PROFILE',
  ].join('\n'),
  examples: '  source <(etcdctl completion bash)\n  etcdctl completion fish | source',
  load: async () => (await import('./commands/completion.ts')).completionCommand,
}

/** The hidden commands that the shells' completion scripts call. `root` is asked for only when one of them runs. */
export function completionProtocol(root: () => Entry): readonly Entry[] {
  return [entry('__complete', root, true), entry('__completeNoDesc', root, false)]
}

function entry(name: string, root: () => Entry, describes: boolean): Entry {
  return {
    name,
    use: '__complete [command-line]',
    summary: 'List what the last word of a command line can be',
    long: 'For the completion scripts of shells: prints a candidate a line, and then a colon and how to go on.',
    hidden: true,
    bareUse: true,
    rawArguments: true,
    load: async () => {
      const [{ completeCommand }, { leafFlags }] = await Promise.all([
        import('./commands/complete.ts'),
        import('./leaf-flags.ts'),
      ])
      return (app) => completeCommand(app, { root: root(), flagsOf: leafFlags, describes })
    },
  }
}
