import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EtcdBinaries } from '../../support/etcd-binaries.ts'
import { databaseOf } from './places.ts'
import { writeServerFiles } from './server-files.ts'
import { sampleLog, soundDatabases } from './sources.ts'
import { splitLog } from './split-log.ts'

/** A folder with `data`, a data directory, and, of a server, `versions`, its database at several times. */
export interface Sample {
  readonly name: string
  readonly folder: string
}

const digestBytes = 32
const attempts = 4

/** Makes all samples below a folder: of servers of these releases, and of our own writer. */
export async function writeSamples(folder: string, binaries: readonly EtcdBinaries[]): Promise<void> {
  await Promise.all(binaries.map((server) => writeServerSamples(folder, server)))
  const scratch = join(folder, '..', 'scratch')
  mkdirSync(scratch, { recursive: true })
  for (const { name, bytes, template } of await soundDatabases(scratch)) {
    const data = join(folder, name, 'data')
    mkdirSync(join(folder, name), { recursive: true })
    cpSync(template, data, { recursive: true })
    writeFileSync(databaseOf(data), bytes)
  }
  cpSync(sampleLog(scratch), join(folder, 'a log of all entries', 'data'), { recursive: true })
}

/** In the order of their names. */
export function samplesIn(folder: string): Sample[] {
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, folder: join(folder, name) }))
}

export function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

async function writeServerSamples(folder: string, binaries: EtcdBinaries): Promise<void> {
  const made = join(folder, '..', `server-${binaries.version}`)
  await writeOrTryAgain(binaries, made)
  const place = (what: string) => join(folder, `${binaries.version}, ${what}`)
  for (const what of ['stopped', 'killed', 'several files', 'sent']) {
    mkdirSync(place(what), { recursive: true })
    const from = join(made, what === 'killed' ? 'killed' : 'data')
    cpSync(from, join(place(what), 'data'), { recursive: true })
  }
  cpSync(join(made, 'versions'), join(place('stopped'), 'versions'), { recursive: true })
  splitLog(join(place('several files'), 'data', 'member', 'wal'), 4)
  const sent = readFileSync(join(made, 'snapshot.db'))
  writeFileSync(databaseOf(join(place('sent'), 'data')), sent.subarray(0, sent.length - digestBytes))
  rmSync(made, { recursive: true })
}

/** On a busy machine a server may lose itself as the leader in the middle of it. */
async function writeOrTryAgain(binaries: EtcdBinaries, folder: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await writeServerFiles(binaries, folder)
      return
    } catch (error) {
      if (attempt === attempts) throw error
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

export function versionsOf({ folder }: Sample): Buffer[] {
  const versions = join(folder, 'versions')
  if (!existsSync(versions)) return []
  return readdirSync(versions)
    .sort()
    .map((name) => readFileSync(join(versions, name)))
}
