import { CliError } from '../../base/errors.ts'
import type { Event, ResponseHeader, WatchCreateRequest } from '../../rpc/messages.ts'
import type { EtcdClient } from '../client.ts'
import { Watcher, type WatchState } from './watcher.ts'

export interface WatchAnswer {
  readonly header: ResponseHeader | undefined
  readonly events: readonly Event[]
}

interface WatchOptions {
  readonly signal: AbortSignal
  readonly onState?: ((state: WatchState) => void) | undefined
}

/**
 * What a watch brings, however often it breaks and for however long. Ends when the server cancels it, for a revision that was
 * compacted away too; throws an error that stays, and when `signal` comes. A member without a leader refuses it rather than
 * staying silent.
 */
export async function* lastingWatch(
  client: EtcdClient,
  request: Partial<WatchCreateRequest>,
  { signal, onState }: WatchOptions,
): AsyncGenerator<WatchAnswer, void, undefined> {
  if (signal.aborted) throw interrupted()
  const watcher = new Watcher({ client, request, hasLeader: true, isLasting: true, ...(onState && { onState }) })
  const close = (): void => watcher.close()
  signal.addEventListener('abort', close)
  try {
    for await (const updates of watcher.batches()) {
      for (const { header, events, streamError, canceled, compactRevision } of updates) {
        if (signal.aborted) throw interrupted()
        if (streamError !== undefined) throw streamError
        if (canceled || compactRevision !== 0n) return
        yield { header, events: events ?? [] }
      }
    }
    if (signal.aborted) throw interrupted()
  } finally {
    signal.removeEventListener('abort', close)
    close()
  }
}

function interrupted(): CliError {
  return new CliError('context canceled')
}
