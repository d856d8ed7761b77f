import { showVersion } from '../../frame/version.ts'
import { command } from '../app.ts'

export const version = command({
  use: 'version',
  examples: '  etcdutl version',
  run: (app) => showVersion(app, 'etcdutl'),
})
