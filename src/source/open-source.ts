import type { Session } from '../app.ts'
import { CliError } from '../base/errors.ts'
import { parseAddress } from './address.ts'
import type { OpenOptions, Source } from './source.ts'

/** Opens what an address names, to read only. Throws a UsageError for a bad address, and a CliError for what cannot be read. */
export async function openSource(text: string, session: Session, options: OpenOptions = {}): Promise<Source> {
  const address = parseAddress(text)
  switch (address.kind) {
    case 'live':
      return (await import('./live-source.ts')).openLive(text, session, address.at)
    case 'context':
      throw new CliError(`there is no context "${address.context}": name the cluster by its flags, such as --endpoints`)
    case 'stdin':
      return (await import('./lines-source.ts')).openLinesStream(text, session.io.stdin)
    case 'path':
      return (await import('./open-path.ts')).openPath(text, session, options)
  }
}
