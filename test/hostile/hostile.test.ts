import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { isExecutable, ourProgram } from '../support/our-program.ts'
import { type Column, playerColumn, programColumn } from './columns.ts'
import { lenient, strict } from './library.ts'
import { playAll, type Verdict } from './play.ts'
import { floods, scenarios } from './scenarios/index.ts'
import { latest, tableOf, title } from './table.ts'

/** So many scenarios at a time: some wait for a deadline, the others start three processes each. */
const atOnce = 6

const dist = join(import.meta.dirname, '..', '..', 'dist')
const original = await newestEtcd()
const columns = [...ourColumns(), ...originalColumn()]
after(() => {
  for (const column of columns) column.close()
})

function ourColumns(): Column[] {
  if (isExecutable) return [programColumn('executable', ourProgram('etcdctl'), {}, 'us')]
  const node = programColumn('node', ourProgram('etcdctl'), {}, 'us')
  const library = programColumn('grpc-js', ourProgram('etcdctl'), { ETCDCTL_TRANSPORT: 'grpc-js' }, 'library')
  return [playerColumn('http2', node), ...packagedColumn(), playerColumn('grpc-js', library)]
}

/** The executable stands beside the others when it was made from what is tested. */
function packagedColumn(): Column[] {
  const path = join(dist, `etcdctl-${process.platform}-${process.arch}`)
  const isFresh = existsSync(path) && statSync(path).mtimeMs > statSync(join(dist, 'etcdctl.cjs')).mtimeMs
  return isFresh ? [programColumn('executable', path, {}, 'us')] : []
}

function originalColumn(): Column[] {
  if (original === undefined) return []
  return [programColumn(`etcdctl ${original.version}`, original.etcdctl, { ETCDCTL_API: '3' }, 'etcd')]
}

let played: Promise<Verdict> | undefined

/** All of them once, whatever part of the verdict a test is about. */
function verdict(): Promise<Verdict> {
  played ??= playEverything()
  return played
}

async function playEverything(): Promise<Verdict> {
  const [quiet, flooded] = [await playAll(columns, scenarios, atOnce), await playAll(columns, floods, 1)]
  const rows = [...quiet.rows, ...flooded.rows]
  console.log(tableOf(columns, rows))
  console.log(`ended at most so long after the deadline: ${latest(columns, rows)}`)
  return { rows, complaints: [...quiet.complaints, ...flooded.complaints] }
}

test('the original stands beside ours', { skip: original === undefined && 'no etcd found' }, () => {
  assert.ok(columns.some(({ owner }) => owner === 'etcd'))
})

test('what the library may do is about scenarios that there are', () => {
  const titles = new Set(scenarios.map(title))
  assert.deepEqual(
    [...lenient, ...strict].filter((each) => !titles.has(each)),
    [],
  )
})

test('no two scenarios have one name, and there are more than 200', () => {
  const all = [...scenarios, ...floods]
  assert.equal(new Set(all.map(title)).size, all.length)
  assert.ok(all.length > 200)
})

for (const theme of new Set([...scenarios, ...floods].map((scenario) => scenario.theme))) {
  test(`hostile servers, ${theme}: nothing false, nothing twice, nothing without an end`, async () => {
    const { rows, complaints } = await verdict()
    assert.ok(rows.some(({ scenario }) => scenario.theme === theme))
    assert.deepEqual(
      complaints.filter((words) => words.startsWith(`${theme}: `)),
      [],
    )
  })
}
