import type { App, Session } from '../app.ts'
import type { ResultKind } from '../render/results.ts'
import { isOffline, parseAddress } from '../source/address.ts'
import { openSource } from '../source/open-source.ts'
import type { Source } from '../source/source.ts'

export interface FromFlags {
  readonly from: string
  readonly dirty: boolean
}

/** Opens the session and what `--from` names, the cluster when it is left out, for one step. Throws a CliError for a format without the kind. */
export async function withSource(
  app: App,
  flags: FromFlags,
  kind: ResultKind,
  step: (source: Source, session: Session) => Promise<void>,
): Promise<void> {
  const from = flags.from === '' ? 'live' : flags.from
  const session = await app.open(kind, 'call', isOffline(parseAddress(from)))
  session.checkFormat()
  const source = await openSource(from, session, { isDirty: flags.dirty })
  try {
    await step(source, session)
  } finally {
    await source.close()
  }
}
