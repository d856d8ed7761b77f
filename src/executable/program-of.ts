export interface Started {
  readonly name: 'etcdctl' | 'etcdutl'
  /** The program's arguments. */
  readonly args: readonly string[]
}

/**
 * Which of the two programs an executable is that holds both: what it was called as decides, then the name of its file, for callers that
 * call it something else. `etcdctl etcdutl …` is etcdutl. Any other name is etcdctl.
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
