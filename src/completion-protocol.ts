import type { Entry } from './app.ts'

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
