import { boolFlag } from '../../go/flags.ts'
import { v2Action } from '../command.ts'
import { keyPath } from '../http/client.ts'
import { printResult } from '../render.ts'
import { askNode } from '../tree/ask-node.ts'
import { NodeJson } from '../tree/node-json.ts'
import { NodeList } from '../tree/node-list.ts'
import { printNodes } from '../tree/print-nodes.ts'

export const ls = v2Action({
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
    const request = { method: 'GET', path: keyPath('/v2/keys', key), query } as const
    if (run.output === 'simple') return printNodes(run, request, (output) => new NodeList(output, p))
    if (run.output === 'json') return printNodes(run, request, (output) => new NodeJson(output, run.release))
    await printResult(run, await askNode(run, request))
  },
})
