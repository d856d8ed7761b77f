import { randomBytes, randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from '../../test/support/at-exit.ts'
import type { Cluster } from '../../test/support/cluster.ts'
import { allWith } from './contenders.ts'
import type { Group, Load, Setting } from './groups.ts'
import { numberedKey, putKeys } from './put-keys.ts'
import { openStore, startStore } from './store.ts'

const smallestBytes = 64 * 1024
const largestBytes = 1024 * 1024

/** Saves of a database of large random values. */
export const snapshot: Group = { rounds: { quick: 2, readme: 3, full: 5 }, warmUps: 1, loads }

async function* loads({ server, contenders, pace }: Setting): AsyncGenerator<Load> {
  const megabytes = pace === 'quick' ? 50 : 500
  const folder = mkdtempSync(join(tmpdir(), 'bench-snapshot-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  const forget = atExit(removeFolder)
  const cluster = await startStore(server)
  try {
    await fill(cluster, megabytes * 1e6)
    const file = join(folder, 'snapshot.db')
    const words = [...cluster.clientFlags(), 'snapshot', 'save', file]
    const before = () => rmSync(file, { force: true })
    const programs = allWith(contenders, words).map((program) => ({ ...program, before }))
    yield { name: `snapshot save, ${megabytes} MB`, chart: 'large', programs }
  } finally {
    await cluster.close()
    removeFolder()
    forget()
  }
}

async function fill(cluster: Cluster, totalBytes: number): Promise<void> {
  const client = await openStore(cluster)
  const keys = Math.round(totalBytes / ((smallestBytes + largestBytes) / 2))
  await putKeys(client, { keys, key: numberedKey('/large/'), value: largeValue, opsPerTxn: 1 })
  client.close()
}

function largeValue(): Uint8Array {
  return randomBytes(randomInt(smallestBytes, largestBytes))
}
