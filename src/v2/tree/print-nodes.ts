import type { V2Run } from '../command.ts'
import { V2Failure } from '../failure.ts'
import type { V2Request } from '../http/client.ts'
import { emptyBody, indexIn, notOurs, readKeyResult } from '../keys.ts'
import { ByteOutput } from './byte-output.ts'
import { NodeDecoder, type NodeFormat } from './node-decoder.ts'

/** So much output waits for the end of the answer: up to here a broken answer leaves nothing behind, and is asked for again. */
const heldBytes = 1024 * 1024
const batchBytes = 64 * 1024

/**
 * Asks for a node and prints it while it comes, whatever its size. Throws a V2Failure (exit code 4); what has been printed by then is not
 * all there is.
 */
export async function printNodes(
  run: V2Run,
  request: V2Request,
  formatOf: (output: ByteOutput) => NodeFormat,
): Promise<void> {
  let printing = new Printing(run, formatOf)
  const begin = (): Printing => {
    printing = new Printing(run, formatOf)
    return printing
  }
  try {
    await ask(run, request, begin)
  } catch (error) {
    if (printing.hasWritten && error instanceof V2Failure) await run.io.stderr.write(`${cutRemark}\n`)
    throw error
  }
}

const cutRemark = 'the answer broke off: what has been printed is not all there is'

async function ask(run: V2Run, request: V2Request, begin: () => Printing): Promise<void> {
  const client = await run.client({ sync: true })
  let printing = begin()
  const answer = await client.send({
    ...request,
    takeBody: (status) => {
      if (status !== 200 && status !== 201) return undefined
      printing = begin()
      return (bytes) => printing.take(bytes)
    },
    isUsedUp: () => printing.hasWritten,
  })
  if (answer.status !== 200 && answer.status !== 201) readKeyResult(answer, run.release)
  if (printing.isEmpty) throw emptyBody()
  if (!printing.isWhole()) throw notOurs(answer, run.release)
  indexIn(answer)
  await printing.end()
}

/** One answer on its way to standard output. */
class Printing {
  isEmpty = true
  hasWritten = false
  private readonly run: V2Run
  private readonly output = new ByteOutput()
  private readonly decoder: NodeDecoder
  private isBroken = false

  constructor(run: V2Run, formatOf: (output: ByteOutput) => NodeFormat) {
    this.run = run
    this.decoder = new NodeDecoder(formatOf(this.output), this.output)
  }

  /** What follows a mistake is taken, and not looked at: an answer that breaks off later is another failure. */
  take(bytes: Uint8Array): Promise<void> | undefined {
    this.isEmpty = false
    if (!this.isBroken) this.decode(() => this.decoder.take(bytes))
    if (this.isBroken || this.output.length < (this.hasWritten ? batchBytes : heldBytes)) return undefined
    return this.write()
  }

  /** The answer is one, and has come to its end. */
  isWhole(): boolean {
    if (!this.isBroken) this.decode(() => this.decoder.end())
    return !this.isBroken
  }

  async end(): Promise<void> {
    await this.write()
  }

  private decode(step: () => void): void {
    try {
      step()
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      this.isBroken = true
    }
  }

  private async write(): Promise<void> {
    this.hasWritten = true
    const parts = this.output.fetch()
    for (const part of parts) await this.run.io.stdout.write(part)
    this.output.reuse(parts)
  }
}
