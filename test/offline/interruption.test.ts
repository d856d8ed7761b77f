import assert from 'node:assert/strict'
import { rmSync, watch } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { CliError } from '../../src/base/errors.ts'
import { ourProgram } from '../support/our-program.ts'
import { runProcess } from '../support/run-process.ts'
import { writeSample } from './sample-snapshot.ts'
import { stateOf, type WriterFiles, writerFiles, writers } from './writers.ts'

function largeFiles(context: TestContext): WriterFiles {
  const at = writerFiles(context)
  rmSync(at.path)
  writeSample(at.path, { keys: 20_000, valueBytes: 1000, hasDigest: false, applied: 9n })
  return at
}

/** Aborts when the event loop has turned some times. */
function abortAfter(turns: number): AbortSignal {
  const controller = new AbortController()
  const turn = (left: number): void => void (left === 0 ? controller.abort() : setImmediate(turn, left - 1))
  turn(turns)
  return controller.signal
}

for (const [name, write] of Object.entries(writers)) {
  test(`${name} ends at a signal, whenever it comes, and leaves nothing`, async (context) => {
    const ends: string[] = []
    for (let turns = 0; ends.at(-1) !== 'done'; turns++) {
      const at = writerFiles(context)
      const before = stateOf(at)
      const end = await write(at, abortAfter(turns)).then(
        () => 'done',
        (error: unknown) => error,
      )
      if (end === 'done') {
        ends.push('done')
        continue
      }
      assert.ok(end instanceof CliError, String(end))
      assert.deepEqual([end.message, end.exitCode], ['interrupted', 5])
      assert.deepEqual(stateOf(at), before)
      ends.push('interrupted')
    }
    assert.ok(ends.length > 2, `${ends.length - 1} times interrupted`)
  })
}

const commands: Readonly<Record<string, (files: WriterFiles) => readonly string[]>> = {
  backup: ({ dataDir, target }) => ['backup', '--data-dir', dataDir, '--backup-dir', join(target, 'backup')],
  defrag: ({ dataDir }) => ['defrag', '--data-dir', dataDir],
  migrate: ({ dataDir }) => ['migrate', '--data-dir', dataDir, '--target-version', '3.6', '--force'],
}

/** Runs a command that gets a signal when its first file or folder appears. */
async function interrupted(at: WriterFiles, args: readonly string[], signal: 'SIGINT' | 'SIGTERM') {
  const controller = new AbortController()
  const abort = () => controller.abort(signal)
  const watchers = [at.target, join(at.dataDir, 'member', 'snap')].map((folder) => watch(folder, abort))
  try {
    return await runProcess(ourProgram('etcdutl'), args, {
      env: { PATH: process.env.PATH },
      interrupts: controller.signal,
    })
  } finally {
    for (const watcher of watchers) watcher.close()
  }
}

for (const [name, argsOf] of Object.entries(commands)) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`${name} under way cleans up at ${signal}`, async (context) => {
      const codes: (number | string)[] = []
      for (let attempt = 0; attempt < 10 && !codes.includes(5); attempt++) {
        const at = largeFiles(context)
        const before = stateOf(at)
        const { code, stderr } = await interrupted(at, argsOf(at), signal)
        codes.push(code)
        // the signal may come when all is done
        if (code === 0) continue
        assert.deepEqual([code, String(stderr)], [5, name === 'defrag' ? defragError(at) : 'Error: interrupted\n'])
        assert.deepEqual(stateOf(at), before)
      }
      assert.ok(codes.includes(5), codes.join())
    })
  }
}

function defragError({ dataDir }: WriterFiles): string {
  return `Error: Failed to defragment etcd data[${dataDir}] (interrupted)\n`
}
