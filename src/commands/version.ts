import { command } from '../app.ts'
import { versionText } from '../frame/version.ts'

export const version = command({
  use: 'version',
  examples: '  etcdctl version',
  run: (app) => app.io.stdout.write(versionText(app.profile)),
})
