import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { boolFlag } from '../../go/flags.ts'
import { patiently } from '../tell-waiting.ts'
import { readTransaction } from './sections.ts'

export const txn = command({
  use: 'txn [options]',
  long: `Reads a transaction from standard input, in three sections that each end with an empty line:

  1. comparisons:  version("key"), create("key"), mod("key"), value("key") or lease("key"), then = != < or >, then "operand"
  2. requests to run when all comparisons hold
  3. requests to run when one of them does not

A request is a get, put or del with the flags of that command. Write a line break in a key or value as "\\n".
Prints SUCCESS or FAILURE for the comparisons, then what each request that ran has to say.`,
  examples: `  etcdctl txn --interactive
  etcdctl txn <<'END'
  mod("/config/port") > "0"

  put /config/port "8080"

  put /config/port "80"
  get /config/ --prefix

  END`,
  flags: [boolFlag('interactive', 'say which section is read next', { shorthand: 'i' })],
  run: async (app, args, flags) => {
    if (args.length > 0) throw new UsageError('txn command does not accept argument')
    const session = await app.open('txn', 'call')
    const client = await session.client()
    const request = await readTransaction({ io: app.io, profile: app.profile, prompts: flags.interactive })
    await session.print('txn', await patiently({ app, session, client }, (call) => client.kv.txn(request, call)))
  },
})
