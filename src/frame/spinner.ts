import { Writable } from 'node:stream'
import type { Output } from '../base/io.ts'

export type StopSpinner = () => Promise<void>

/**
 * Shows `title` and what `amount` says on a terminal, again and again until the function it resolves to is called, which
 * resolves when the line is cleared: what another program writes to the terminal then has it for itself. Shows
 * nothing when the output is no terminal, or one that cannot go back to the start of a line.
 */
export async function startSpinner(output: Output, title: string, amount: () => string): Promise<StopSpinner> {
  if (!output.isTerminal || output.isDumb) return async () => {}
  const { default: ora } = await import('ora')
  // a hidden cursor or a muted keyboard would need signal handlers, and those end the process before it has cleaned up
  const color = output.hasColour ? 'cyan' : false
  const options = { color, hideCursor: false, discardStdin: false, stream: new Terminal(output) } as const
  const spinner = ora({ ...options, text: title, suffixText: amount }).start()
  return async () => {
    spinner.stop()
    // pieces are written in order, so an empty piece resolves after all the others
    await output.draw('').catch(() => {})
  }
}

/** The part of a terminal that ora needs. Pieces are passed on at once: ora knows its own writes by their time. */
class Terminal extends Writable {
  readonly isTTY = true
  private readonly output: Output

  constructor(output: Output) {
    super()
    this.output = output
  }

  override write(chunk: string): boolean {
    // the work goes on when the terminal is gone
    void this.output.draw(chunk).catch(() => {})
    return true
  }

  cursorTo(column: number): boolean {
    return this.write(`\x1b[${column + 1}G`)
  }

  moveCursor(_columns: number, rows: number): boolean {
    if (rows === 0) return true
    return this.write(rows < 0 ? `\x1b[${-rows}A` : `\x1b[${rows}B`)
  }

  /** Clears to the right of the cursor. */
  clearLine(): boolean {
    return this.write('\x1b[0K')
  }
}
