import type { Entry } from '../../app.ts'

export const txn: Entry = {
  name: 'txn',
  use: 'txn [options]',
  summary: 'Run several requests as one transaction',
  helpGroup: 'kv',
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
  load: async () => (await import('../txn.ts')).txnCommand,
}
