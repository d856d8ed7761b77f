import { versionText } from '../../frame/version.ts'
import { command } from '../app.ts'

export const version = command({
  use: 'version',
  examples: '  etcdutl version',
  run: (app) => app.io.stdout.write(versionText(app.profile, 'etcdutl')),
})
