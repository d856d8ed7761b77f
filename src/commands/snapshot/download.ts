import { CliError, exitCodes } from '../../base/errors.ts'
import { atLeast, type Profile } from '../../base/release.ts'
import { RpcError } from '../../client/grpc/rpc-error.ts'
import type { SnapshotResponse } from '../../rpc/messages.ts'
import type { SaveLog } from './save-log.ts'
import { TrailingDigest } from './trailing-digest.ts'

export interface DownloadSource {
  readonly messages: AsyncIterable<SnapshotResponse>
  /** The endpoint that sends them, as the user wrote it. */
  readonly endpoint: string
  readonly profile: Profile
  readonly log: SaveLog
}

/** A snapshot on its way from the server, checked as it comes in. */
export class Download {
  /** The storage version of the server, empty before 3.6; known once a part has come. */
  version = ''
  /** What there will be in all, as far as the server has told. */
  totalBytes = 0
  private readonly source: DownloadSource
  private readonly digest = new TrailingDigest()
  private hasBegun = false

  constructor(source: DownloadSource) {
    this.source = source
  }

  get sizeBytes(): number {
    return this.digest.sizeBytes
  }

  /** The bytes in order, to be read once. Throws a CliError when the stream fails, or ends with a snapshot that is not whole. */
  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    const { messages, log } = this.source
    try {
      for await (const message of messages) yield await this.take(message)
    } catch (error) {
      await this.logFailure(error)
      throw streamError(error, !this.hasBegun, this.source.profile)
    }
    await this.begin(false)
    await log.completed()
    const problem = this.digest.problem()
    if (problem !== undefined) throw new CliError(problem)
  }

  private async take({ blob, version, remainingBytes }: SnapshotResponse): Promise<Uint8Array> {
    if (!this.hasBegun) this.version = version
    await this.begin(true)
    this.digest.update(blob)
    this.totalBytes = this.digest.sizeBytes + Number(remainingBytes)
    return blob
  }

  private async begin(hasContent: boolean): Promise<void> {
    if (!this.hasBegun) await this.source.log.opened(this.source.endpoint, hasContent)
    this.hasBegun ||= hasContent
  }

  /** A server that was never reached has opened no stream. */
  private async logFailure(error: unknown): Promise<void> {
    if (!(error instanceof RpcError)) return
    await this.begin(false)
    await this.source.log.failed(`rpc error: code = ${error.code} desc = ${error.details}`)
  }
}

/** Since 3.6 the status that answers the call itself is shown as it came, and a later one has a prefix. */
function streamError(error: unknown, isFirst: boolean, profile: Profile): unknown {
  if (!(error instanceof CliError) || !atLeast(profile, '3.6')) return error
  if (!isFirst)
    return error.restated({ exitCode: exitCodes.error, message: `could not write snapshot: ${error.message}` })
  if (!(error instanceof RpcError)) return error
  return error.restated({
    exitCode: exitCodes.error,
    message: `rpc error: code = ${error.code} desc = ${error.details}`,
  })
}
