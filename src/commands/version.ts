import { command } from '../app.ts'
import { showVersion } from '../frame/version.ts'

export const version = command({
  use: 'version',
  examples: '  etcdctl version',
  run: (app) => showVersion(app, 'etcdctl'),
})
