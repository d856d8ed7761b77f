import type { Io, Output } from '../../base/io.ts'
import { atLeast, type Profile } from '../../base/release.ts'

const refreshMs = 200
const barCells = 40

export interface ProgressBar {
  /** One more step is done. */
  step(): void
  /** All steps are done. */
  fill(): void
  /** Draws the last state and ends the line. */
  finish(): Promise<void>
}

/**
 * Draws how many of `total` steps are done: up to 3.5 on stdout, wherever that goes, from 3.6 on on stderr, and there
 * only on a terminal; a dumb one shows none.
 */
export function startProgressBar(io: Io, profile: Profile, total: number): ProgressBar {
  const isOld = !atLeast(profile, '3.6')
  const output = isOld ? io.stdout : io.stderr
  if (!isOld && (!output.isTerminal || output.isDumb)) return nothing
  return new DrawnBar(output, isOld ? oldLine : newLine, total)
}

const nothing: ProgressBar = { step: () => undefined, fill: () => undefined, finish: () => Promise.resolve() }

interface State {
  readonly done: number
  readonly total: number
  readonly seconds: number
  readonly isEnd: boolean
  readonly hasBar: boolean
}

class DrawnBar implements ProgressBar {
  private readonly output: Output
  private readonly line: (state: State) => string
  private readonly total: number
  private readonly start = performance.now()
  private readonly timer: NodeJS.Timeout
  private done = 0
  private drawn = ''
  private drawing: Promise<void> = Promise.resolve()

  constructor(output: Output, line: (state: State) => string, total: number) {
    this.output = output
    this.line = line
    this.total = total
    this.draw(false)
    this.timer = setInterval(() => this.draw(false), refreshMs)
  }

  step(): void {
    this.done++
  }

  fill(): void {
    this.done = this.total
  }

  async finish(): Promise<void> {
    clearInterval(this.timer)
    this.draw(true)
    await this.drawing
    await this.output.write('\n')
  }

  private draw(isEnd: boolean): void {
    const seconds = (performance.now() - this.start) / 1000
    const { done, total } = this
    const text = this.line({ done, total, seconds, isEnd, hasBar: this.output.isTerminal })
    if (text === this.drawn) return
    const rest = ' '.repeat(Math.max(0, this.output.isTerminal ? this.drawn.length - text.length : 0))
    this.drawn = text
    // a reader that is gone is met by the next line of the check itself
    this.drawing = this.drawing.then(() => this.output.draw(`\r${text}${rest}`)).catch(() => {})
  }
}

/** ` 789 / 10000    7.89% 00m02s`, as 3.4 and 3.5 draw it. */
function oldLine(state: State): string {
  const { done, total, seconds, isEnd } = state
  const percent = ((100 * done) / total).toFixed(2).padStart(6)
  const left = done === 0 ? 0 : Math.floor((seconds * (total - done)) / done)
  const time = isEnd ? ` ${clock(seconds)}` : left > 0 ? ` ${minutes(left)}` : ''
  return ` ${done} / ${total} ${state.hasBar ? `[${cells(state, '=', '-')}] ` : ''} ${percent}%${time}`
}

/** `789 / 10000 [--->____] 7.89% 394 p/s`, as 3.6 and 3.7 draw it. */
function newLine(state: State): string {
  const { done, total, seconds } = state
  const speed = done === 0 ? '?' : Math.round(done / seconds)
  return `${done} / ${total} [${cells(state, '-', '_')}] ${((100 * done) / total).toFixed(2)}% ${speed} p/s`
}

function cells({ done, total }: State, full: string, empty: string): string {
  const filled = Math.min(barCells, Math.floor((barCells * done) / total))
  if (filled === 0) return empty.repeat(barCells)
  const head = filled < barCells ? '>' : full
  return full.repeat(filled - 1) + head + empty.repeat(barCells - filled)
}

function minutes(seconds: number): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${pad(Math.floor(seconds / 60))}m${pad(seconds % 60)}s`
}

function clock(seconds: number): string {
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${whole % 60}s`
}
