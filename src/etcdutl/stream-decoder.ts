import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { CliError } from '../base/errors.ts'

/** A program that is given the data of entries, a line of hexadecimal digits each, and answers each with `status|text`. */
export class StreamDecoder {
  private readonly name: string
  private readonly child: ChildProcessWithoutNullStreams
  private readonly answers: AsyncIterator<string>
  private readonly ended: Promise<number | null>
  /** Resolves when the program cannot be started; its output need not end then. */
  private readonly failed: Promise<IteratorResult<string>>
  private failure: string | undefined
  private remarks = ''

  /** `commandLine` is the program and its arguments, with one space between them. */
  constructor(commandLine: string) {
    const [name = '', ...args] = commandLine.split(' ')
    this.name = name
    this.child = spawn(name, args)
    this.failed = new Promise((resolve) => {
      this.child.on('error', (error) => {
        this.failure = `spawn ${name} ${'code' in error ? error.code : error.message}`
        resolve({ done: true, value: undefined })
      })
    })
    this.ended = new Promise((resolve) => {
      this.child.on('close', resolve)
      void this.failed.then(() => resolve(null))
    })
    // input that it does not read shows up as a missing answer
    this.child.stdin.on('error', () => undefined)
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.remarks += chunk.toString()
    })
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]()
  }

  /** The two columns for an entry. Rejects with a CliError when the program is gone. */
  async decode(data: Uint8Array): Promise<string> {
    this.child.stdin.write(`${Buffer.from(data).toString('hex')}\n`)
    const { value, done } = await Promise.race([this.answers.next(), this.failed])
    if (done === true) throw await this.lost()
    return columns(String(value))
  }

  /** Waits for the program to end; resolves to what it wrote on standard error. */
  async end(): Promise<string> {
    this.child.stdin.end()
    const code = await this.ended
    if (code !== 0) throw await this.lost()
    return this.remarks
  }

  stop(): void {
    this.child.kill()
  }

  private async lost(): Promise<CliError> {
    const code = await this.ended
    const reason = this.failure ?? `it ended with ${code}`
    return new CliError(`stream decoder ${this.name}: ${reason}`, undefined, { remarks: lines(this.remarks) })
  }
}

function lines(text: string): string[] {
  return text === '' ? [] : text.trimEnd().split('\n')
}

function columns(answer: string): string {
  const [status = '', ...data] = answer.split('|')
  if (data.length === 0) return `decoder output format is not right, print output anyway\t${answer}`
  const remark = data.length === 1 ? '' : '(*WARNING: data might contain deliminator used by etcd-dump-logs)'
  return `${status}${remark}\t${data.join('')}`
}
