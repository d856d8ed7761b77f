import { command } from '../app.ts'
import { optionsText } from '../frame/help/listing.ts'

/** Lists the global flags, in the layout of 3.7 for every release. */
export const options = command({
  use: 'options',
  examples: '  etcdctl options',
  run: (app, _args, _flags, { program }) => app.io.stdout.write(optionsText(program.globals)),
})
