import type { CaseLine } from './case-file.ts'
import { type Noise, normaliseStderr, normaliseStdout } from './normalise.ts'
import type { Outcome } from './play.ts'

const usageTitle = /^(?:NAME|USAGE|Usage):$/m
const maxLines = 30

/** What is held against the other side. */
interface View {
  readonly exit: string
  readonly stdout: string
  readonly stderr: string
}

/** A value for each side. */
export interface Sides<T> {
  readonly expected: T
  readonly got: T
}

/**
 * The differences between what the original and we did with a line, as text to read; undefined when there are none.
 * Of help and usage texts, which are in our own words, only the stream they go to is compared.
 */
export function describeDifference(
  line: CaseLine,
  { expected, got }: Sides<Outcome>,
  noise: Sides<Noise>,
): string | undefined {
  const isHelp = usageTitle.test(expected.stdout) || usageTitle.test(expected.stderr)
  const toView = isHelp ? helpView : plainView
  const [wanted, seen] = [toView(line, expected, noise.expected), toView(line, got, noise.got)]
  const parts = [
    ...difference('exit', wanted.exit, seen.exit),
    ...difference('stdout', wanted.stdout, seen.stdout),
    ...difference(line.comparesAllStderr ? 'stderr' : 'stderr, last line', wanted.stderr, seen.stderr),
  ]
  return parts.length === 0 ? undefined : [`${line.place}  ${line.text}`, ...parts].join('\n')
}

function plainView(line: CaseLine, outcome: Outcome, noise: Noise): View {
  const stdout = normaliseStdout(outcome, noise)
  const stderr = normaliseStderr(outcome, noise)
  return {
    exit: String(outcome.code),
    stdout: line.isUnordered ? inOrder(stdout) : stdout,
    stderr: line.comparesAllStderr ? allLines(line, stderr) : lastLine(stderr),
  }
}

function helpView(_line: CaseLine, outcome: Outcome, noise: Noise): View {
  const stderr = normaliseStderr(outcome, noise)
  const usage = stderr.findIndex((text) => usageTitle.test(text))
  const errors = usage < 0 ? stderr : stderr.slice(0, usage)
  return {
    exit: String(outcome.code),
    stdout: outcome.stdout === '' ? '' : '<help>',
    stderr: lastLine(errors) + (usage < 0 ? '' : '\n<help>'),
  }
}

function allLines(line: CaseLine, lines: readonly string[]): string {
  return (line.isUnordered ? [...lines].sort() : lines).join('\n')
}

function lastLine(lines: readonly string[]): string {
  return lines.filter((text) => text !== '').at(-1) ?? ''
}

/** Results that come as they finish: sorted lines, blocks between empty lines, or elements of a JSON array. */
function inOrder(text: string): string {
  if (text.startsWith('[{'))
    return text
      .trimEnd()
      .slice(1, -1)
      .split(/,(?=\{"endpoint")/)
      .sort()
      .join('\n')
  const separator = text.includes('\n\n') ? '\n\n' : '\n'
  return text.split(separator).sort().join(separator)
}

function difference(what: string, expected: string, got: string): string[] {
  if (expected === got) return []
  return [`  ${what}:`, ...shown('-', expected), ...shown('+', got)]
}

function shown(mark: string, text: string): string[] {
  const lines = text.split('\n')
  const shownLines = lines.slice(0, maxLines).map((line) => `    ${mark} ${visible(line)}`)
  const left = lines.length - shownLines.length
  return left > 0 ? [...shownLines, `    ${mark} … ${left} more lines`] : shownLines
}

function visible(line: string): string {
  return line.replace(/[\x00-\x1f\x7f-\x9f\udc80-\udcff]/g, (char) => {
    return `\\x${(char.charCodeAt(0) & 0xff).toString(16).padStart(2, '0')}`
  })
}
