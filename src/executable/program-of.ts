export interface Started {
  readonly name: 'etcdctl' | 'etcdutl'
  /** The program's arguments. */
  readonly args: readonly string[]
}

/**
 * Which of its two programs an executable runs. The name that it was called by decides, then the name of its file, for callers that
 * give it another name. `etcdctl etcdutl …` is etcdutl. Any other name is etcdctl.
 */
export function programOf(words: readonly string[], calledAs: string, file: () => string): Started {
  const name = nameIn(calledAs) ?? nameIn(file()) ?? 'etcdctl'
  if (name === 'etcdctl' && words[0] === 'etcdutl') return { name: 'etcdutl', args: words.slice(1) }
  return { name, args: words }
}

/** Names like `etcdutl-linux-x64`, `etcdutl.exe` and `/usr/bin/etcdutl` count. Without a pattern: to compile one takes longer. */
function nameIn(path: string): Started['name'] | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  if (name.startsWith('etcdctl')) return 'etcdctl'
  return name.startsWith('etcdutl') ? 'etcdutl' : undefined
}
