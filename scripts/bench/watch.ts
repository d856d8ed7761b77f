import { allWith } from './contenders.ts'
import type { Group, Load, Setting } from './groups.ts'
import type { Program } from './measure.ts'
import { numberedKey, putKeys, textValue, textValueBytes } from './put-keys.ts'
import { openStore, startStore, stateOf } from './store.ts'

const prefix = '/watch/'

/** Watches of changes that were made before, until the last of them is printed. */
export const watch: Group = { rounds: { quick: 2, readme: 3, full: 5 }, warmUps: 1, loads }

async function* loads(setting: Setting): AsyncGenerator<Load> {
  const events = setting.pace === 'quick' ? 5000 : 50_000
  const name = `watch ${events / 1000} k events`
  // a server sends a thousand revisions at a time, ten times a second: with one event in each this would time the server
  yield* withChanges(setting, events, 16, (programs) => ({ name, programs, chart: 'large' }))
  yield* withChanges(setting, events, 128, (programs) => ({ name: `${name} in one message`, programs }))
}

async function* withChanges(
  { server, contenders }: Setting,
  events: number,
  opsPerTxn: number,
  toLoad: (programs: Program[]) => Load,
): AsyncGenerator<Load> {
  const cluster = await startStore(server)
  try {
    const client = await openStore(cluster)
    const { revision } = await stateOf(client)
    await putKeys(client, { keys: events, key: numberedKey(prefix), value: textValue, opsPerTxn })
    client.close()
    const words = [...cluster.clientFlags(), 'watch', prefix, '--prefix', `--rev=${revision + 1n}`]
    const until = { bytes: events * printedBytes() }
    yield toLoad(allWith(contenders, words).map((program) => ({ ...program, until })))
  } finally {
    await cluster.close()
  }
}

/** Each event is a line with its kind, one with the key and one with the value. */
function printedBytes(): number {
  return 'PUT\n'.length + numberedKey(prefix)(0).length + 1 + textValueBytes + 1
}
