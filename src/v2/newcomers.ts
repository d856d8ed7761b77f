import type { UnknownWord } from '../frame/command.ts'

/** The commands of the v2 API, and what does the same in v3. */
const commands: Readonly<Record<string, string>> = {
  'cluster-health': 'etcdctl endpoint health --cluster',
  ls: 'etcdctl get PREFIX --prefix --keys-only',
  set: 'etcdctl put KEY VALUE',
  mk: 'etcdctl put KEY VALUE, in a txn that compares create("KEY") with "0"',
  mkdir: 'there are no directories, a key may hold slashes',
  setdir: 'there are no directories, a key may hold slashes',
  updatedir: 'there are no directories, a lease gives keys a time to live',
  rm: 'etcdctl del KEY',
  rmdir: 'etcdctl del PREFIX --prefix',
  update: 'etcdctl put KEY VALUE',
  'exec-watch': 'etcdctl watch KEY -- COMMAND',
  import: 'etcdctl make-mirror or etcdutl snapshot restore',
  backup: 'etcdctl snapshot save FILE',
}

/** The global flags of the v2 API, and their names in v3. */
const flags: Readonly<Record<string, string>> = {
  'ca-file': '--cacert',
  'cert-file': '--cert',
  'key-file': '--key',
  output: '--write-out',
  peers: '--endpoints',
  'no-sync': 'endpoints are always taken as they are given',
}

/** A line for those who come from the v2 API without knowing it; undefined for a word that it did not have either. */
export function remarkOn(word: UnknownWord): string | undefined {
  if ('flag' in word) {
    const successor = flags[word.flag]
    return (
      successor && `--${word.flag} is a flag of the v2 API (ETCDCTL_API=2 in front of etcdctl); in v3: ${successor}`
    )
  }
  const successor = commands[word.command]
  return (
    successor &&
    `${word.command} is a command of the v2 API: ETCDCTL_API=2 etcdctl ${word.command}; in v3: ${successor}`
  )
}
