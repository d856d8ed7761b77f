import { QuietExit } from '../../base/errors.ts'
import { startProblem } from '../../go/child-exit.ts'
import { boolFlag, int64Flag } from '../../go/flags.ts'
import { badArguments } from '../arguments.ts'
import { type V2Run, v2Action } from '../command.ts'
import { follow, untilInterrupted } from '../follow.ts'
import type { KeyResult } from '../keys.ts'

export const execWatch = v2Action({
  args: '<key> <command> [args...]',
  flags: [
    int64Flag('after-index', 0n, 'watch after the given index'),
    boolFlag('recursive', 'watch all values for key and child keys', { shorthand: 'r' }),
  ],
  run: async (run, args, { afterIndex, recursive }) => {
    await run.client({ sync: true })
    const { key, program } = parts(run, args)
    await untilInterrupted(run, async (signal) => {
      const failed = new FirstFailure()
      const events = handled(run, follow(run, { key, isRecursive: recursive, afterIndex, signal }), program, failed)
      await Promise.race([events, failed.promise])
    })
  },
})

interface Parts {
  readonly key: string
  readonly program: readonly string[]
}

/** The key comes last, unless a `--` is left behind it (3.0 to 3.5). */
function parts(run: V2Run, args: readonly string[]): Parts {
  const [first] = args
  const last = args.at(-1)
  if (first === undefined || last === undefined || args.length < 2) {
    throw badArguments(run, 'key and command to exec required')
  }
  if (args.indexOf('--', 1) > 0) return { key: first, program: args.slice(2) }
  return { key: last, program: args.slice(0, -1) }
}

/** Rejects with what ends the run from one of its programs. */
class FirstFailure {
  readonly promise: Promise<never>
  /** Nothing is said of the ones behind it. */
  hasCome = false
  private reject: (error: unknown) => void = () => undefined

  constructor() {
    this.promise = new Promise((_resolve, reject) => {
      this.reject = reject
    })
  }

  async come(tell: () => Promise<void>): Promise<void> {
    if (this.hasCome) return
    this.hasCome = true
    await tell().catch(() => undefined)
    this.reject(new QuietExit(1))
  }
}

/** Starts the program for each event and does not wait for it: two may run at once. */
async function handled(
  run: V2Run,
  events: AsyncIterable<KeyResult>,
  [command = '', ...args]: readonly string[],
  failed: FirstFailure,
): Promise<void> {
  for await (const { action, node } of events) {
    if (failed.hasCome) return
    if (node.isDirectory) {
      await run.io.stderr.write(`Ignored dir ${node.key} change\n`)
      continue
    }
    const environment = {
      ETCD_WATCH_ACTION: action,
      ETCD_WATCH_MODIFIED_INDEX: String(node.modifiedIndex),
      ETCD_WATCH_KEY: node.key,
      ETCD_WATCH_VALUE: node.value,
    }
    // without a newline, as the original
    const tell = (error: unknown) => run.io.stderr.write(startProblem(command, error))
    run.io.spawn(command, args, environment).catch((error: unknown) => failed.come(() => tell(error)))
  }
}
