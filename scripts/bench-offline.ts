import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findEtcdBinaries } from '../test/support/etcd-binaries.ts'
import { makeLargeStore, usualStore } from './bench/large-store.ts'
import { interleave, type Program } from './bench/measure.ts'
import { type Summary, summarise, summaryTable } from './bench/summary.ts'

const rounds = Number(process.env.ROUNDS ?? 2)
/** Shares of the usual store of 525 MB: about 100 MB, 500 MB and 1 GB. */
const scales = [0.2, 1, 2]
const ours = join(import.meta.dirname, '..', 'bin', 'etcdutl')

interface Tool {
  readonly name: string
  readonly argv: readonly string[]
}

/** Times our etcdutl and the real ones in turn on snapshots of three sizes. */
async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-offline-'))
  try {
    const rows: Summary[] = []
    for (const scale of scales) {
      const place = join(folder, String(scale))
      mkdirSync(place)
      rows.push(...(await benchSize(place, scale)))
      rmSync(place, { recursive: true })
    }
    console.log(summaryTable(rows, 'ours'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function benchSize(folder: string, scale: number): Promise<Summary[]> {
  const file = join(folder, 'snapshot.db')
  const store = { keys: usualStore.keys * scale, largeValues: usualStore.largeValues * scale }
  makeLargeStore(file, store)
  const size = `${Math.round(statSync(file).size / 1e6)} MB`
  const tools = await findTools()
  const rows: Summary[] = []
  for (const [load, words] of Object.entries(loads(folder, file))) {
    const able = tools.filter(({ name }) => load !== 'hashkv' || !name.includes(' 3.5.'))
    const runs = await interleave(
      able.map((tool) => program(tool, words(tool))),
      rounds,
    )
    for (const [name, list] of runs) rows.push(summarise(`${load}, ${size}`, name, list))
  }
  return rows
}

async function findTools(): Promise<Tool[]> {
  const { binaries } = await findEtcdBinaries()
  const real = binaries.flatMap(({ version, etcdutl }) =>
    etcdutl === undefined ? [] : [{ name: `etcdutl ${version}`, argv: [etcdutl] }],
  )
  return [{ name: 'ours', argv: [process.execPath, ours] }, ...real]
}

/** What each load runs. A restore gets a folder of its own; defrag and hashkv work on copies, for the real ones write to them. */
function loads(folder: string, file: string): Record<string, (tool: Tool) => string[]> {
  const own = (tool: Tool): string => join(folder, tool.name.replace(' ', '-'))
  return {
    status: () => ['snapshot', 'status', file],
    hashkv: (tool) => {
      copyFileSync(file, `${own(tool)}.db`)
      return ['hashkv', `${own(tool)}.db`]
    },
    restore: (tool) => ['snapshot', 'restore', file, '--data-dir', `${own(tool)}-restored`],
    defrag: (tool) => {
      const snap = join(own(tool), 'member', 'snap')
      mkdirSync(snap, { recursive: true })
      copyFileSync(file, join(snap, 'db'))
      return ['defrag', '--data-dir', own(tool)]
    },
  }
}

/** A restore refuses a folder that is there: what an earlier round made goes first, outside of what is timed. */
function program({ name, argv }: Tool, words: readonly string[]): Program {
  const made = words[1] === 'restore' ? words.at(-1) : undefined
  return {
    name,
    argv: [...argv, ...words],
    ...(made === undefined ? {} : { before: () => rmSync(made, { recursive: true, force: true }) }),
  }
}

await bench()
