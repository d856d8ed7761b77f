import { CliError } from '../../cli/errors.ts'
import { atLeast, type Profile } from '../../cli/profile.ts'
import { RpcError } from '../../client/rpc-error.ts'
import type { SnapshotResponse } from '../../rpc/messages.ts'
import { TrailingDigest } from './trailing-digest.ts'

/** A snapshot on its way from the server, checked as it comes in. */
export class Download {
  /** The storage version of the server, empty before 3.6; known once a part has come. */
  version = ''
  private readonly messages: AsyncIterable<SnapshotResponse>
  private readonly profile: Profile
  private readonly digest = new TrailingDigest()

  constructor(messages: AsyncIterable<SnapshotResponse>, profile: Profile) {
    this.messages = messages
    this.profile = profile
  }

  get sizeBytes(): number {
    return this.digest.sizeBytes
  }

  /** The bytes in order, to be read once. Throws a CliError when the stream fails, or ends with a snapshot that is not whole. */
  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    let isFirst = true
    try {
      for await (const { blob, version } of this.messages) {
        if (isFirst) this.version = version
        isFirst = false
        this.digest.update(blob)
        yield blob
      }
    } catch (error) {
      throw streamError(error, isFirst, this.profile)
    }
    const problem = this.digest.problem()
    if (problem !== undefined) throw new CliError(problem)
  }
}

/** Since 3.6 the status that answers the call itself is shown as it came, and a later one has a prefix. */
function streamError(error: unknown, isFirst: boolean, profile: Profile): unknown {
  if (!(error instanceof CliError) || !atLeast(profile, '3.6')) return error
  const options = { cause: error, remarks: error.remarks }
  if (!isFirst) return new CliError(`could not write snapshot: ${error.message}`, undefined, options)
  if (!(error instanceof RpcError)) return error
  return new CliError(`rpc error: code = ${error.code} desc = ${error.details}`, undefined, options)
}
