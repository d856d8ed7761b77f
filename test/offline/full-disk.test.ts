import assert from 'node:assert/strict'
import fs from 'node:fs'
import { open } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import test from 'node:test'
import { CliError } from '../../src/base/errors.ts'
import { stateOf, writerFiles, writers } from './writers.ts'

/** Calls for which a disk, or what a user may have on it, can be full. */
const names = [
  'writeSync',
  'writeFileSync',
  'ftruncateSync',
  'mkdirSync',
  'renameSync',
  'fsyncSync',
  'fdatasyncSync',
] as const
const handle = await open(import.meta.filename)
const handles = Object.getPrototypeOf(handle) as { write(...args: unknown[]): Promise<unknown> }
await handle.close()

function noSpace(call: string): NodeJS.ErrnoException {
  const text = `ENOSPC: no space left on device, ${call}`
  return Object.assign(new Error(text), { code: 'ENOSPC', errno: -28, syscall: call.replace('Sync', '') })
}

/** Runs with a disk that is full from the call of that number on, but for what is removed. True when it came to that call. */
async function onFullDisk(number: number, run: () => Promise<unknown>): Promise<boolean> {
  let calls = 0
  const isFull = () => ++calls >= number
  const whole = Object.fromEntries(names.map((name) => [name, fs[name]]))
  const write = handles.write
  for (const name of names) {
    const call = whole[name] as (...args: unknown[]) => unknown
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        if (isFull()) throw noSpace(name)
        return call(...args)
      },
    })
  }
  handles.write = function (this: unknown, ...args) {
    return isFull() ? Promise.reject(noSpace('write')) : write.apply(this, args)
  }
  syncBuiltinESMExports()
  try {
    await run()
  } finally {
    Object.assign(fs, whole)
    handles.write = write
    syncBuiltinESMExports()
  }
  return calls >= number
}

/** The new database, which is whole, has its name by then: the old file is spoilt for those that wait for it, and the folder is flushed. */
function isBehindRename(name: string, end: unknown): boolean {
  if (!/^(?:defrag|migrate)/.test(name)) return false
  return end === true || (end instanceof CliError && /^sync .*snap: /.test(end.message))
}

for (const [name, write] of Object.entries(writers)) {
  test(`${name} leaves all as it was on a disk that is full, whenever that shows`, async (context) => {
    let number = 1
    for (; ; number++) {
      const at = writerFiles(context)
      const before = stateOf(at)
      const end = await onFullDisk(number, () => write(at)).catch((error: unknown) => error)
      if (end === false) break
      const isReplaced = isBehindRename(name, end)
      assert.ok(
        isReplaced || end instanceof CliError,
        `call ${number}: ${end instanceof Error ? end.stack : 'succeeds'}`,
      )
      if (end instanceof CliError) assert.match(end.message, /no space left on device$/, `call ${number}`)
      const after = stateOf(at)
      assert.deepEqual(isReplaced ? after[0] : after, isReplaced ? before[0] : before, `call ${number}: ${end}`)
    }
    assert.ok(number > 5, `${number} calls`)
  })
}
