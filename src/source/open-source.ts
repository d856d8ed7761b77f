import type { Session } from '../app.ts'
import { CliError } from '../base/errors.ts'
import { parseAddress } from './address.ts'
import type { Source } from './source.ts'

export interface OpenOptions {
  /** Reads a database although a server may be writing it: what is read may be torn. */
  readonly isDirty?: boolean
}

/** Opens what an address names, to read only. Throws a UsageError for a bad address, and a CliError for what cannot be read. */
export async function openSource(text: string, session: Session, options: OpenOptions = {}): Promise<Source> {
  const address = parseAddress(text)
  switch (address.kind) {
    case 'live':
      return (await import('./live-source.ts')).openLive(text, session, address.at)
    case 'context':
      throw new CliError(`there is no context "${address.context}": name the cluster by its flags, such as --endpoints`)
    case 'stdin':
    case 'path':
      void options
      throw new CliError(`${text}: only a live cluster can be read so far`)
  }
}
