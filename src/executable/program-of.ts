export interface Started {
  readonly name: 'etcdctl' | 'etcdutl'
  /** The program's arguments. */
  readonly args: readonly string[]
}

/**
 * Which of the two programs an executable is that holds both: what it was called as decides, then the name of its file, for callers that
 * call it something else. `etcdctl etcdutl …` is etcdutl. Any other name is etcdctl.
 */
export function programOf(words: readonly string[], calledAs: string, file: string): Started {
  const name = nameIn(calledAs) ?? nameIn(file) ?? 'etcdctl'
  if (name === 'etcdctl' && words[0] === 'etcdutl') return { name: 'etcdutl', args: words.slice(1) }
  return { name, args: words }
}

/** Names like `etcdutl-linux-x64`, `etcdutl.exe` and `/usr/bin/etcdutl` count. */
function nameIn(path: string): Started['name'] | undefined {
  const [, name] = /(?:^|[\\/])(etcdctl|etcdutl)[^\\/]*$/.exec(path) ?? []
  return name as Started['name'] | undefined
}
