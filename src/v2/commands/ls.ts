import { boolFlag } from '../../go/flags.ts'
import { type V2Run, v2Command } from '../command.ts'
import { keyPath } from '../http/client.ts'
import { askKeys, type KeyResult, type Node } from '../keys.ts'
import { printResult } from '../render.ts'

export const ls = v2Command({
  name: 'ls',
  summary: 'retrieve a directory',
  args: '[key]',
  takes: 1,
  flags: [
    boolFlag('sort', 'returns result in sorted order'),
    boolFlag('recursive', 'returns all key names recursively for the given path', { shorthand: 'r' }),
    boolFlag('p', 'append slash (/) to directories'),
    boolFlag('quorum', 'require quorum for get request', { shorthand: 'q' }),
  ],
  run: async (run, [key = '/'], { sort, recursive, p, quorum }) => {
    const query = [
      ['quorum', String(quorum)],
      ['recursive', String(recursive)],
      ['sorted', String(sort)],
    ] as const
    const result = await askKeys(run, { method: 'GET', path: keyPath('/v2/keys', key), query })
    if (run.output !== 'simple') return printResult(run, result)
    await list(run, result, { isRecursive: recursive, marksDirectories: p })
  },
})

interface Listing {
  readonly isRecursive: boolean
  readonly marksDirectories: boolean
}

/** So many characters go out at once. */
const batch = 64 * 1024

async function list({ io }: V2Run, { node }: KeyResult, listing: Listing): Promise<void> {
  if (!node.isDirectory) return io.stdout.write(`${node.key}\n`)
  let text = ''
  for (const line of lines(node, listing)) {
    text += line
    if (text.length < batch) continue
    await io.stdout.write(text)
    text = ''
  }
  await io.stdout.write(text)
}

/** The children, each before its own. */
function* lines({ nodes }: Node, listing: Listing): Generator<string> {
  for (const child of nodes) {
    yield `${child.key}${child.isDirectory && listing.marksDirectories ? '/' : ''}\n`
    if (listing.isRecursive) yield* lines(child, listing)
  }
}
