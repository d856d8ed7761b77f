import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { TlsMode } from '../support/cluster.ts'
import { lex, type Word } from './words.ts'

/**
 * A case file is a list of sections, each played on a fresh cluster:
 *
 *   == title | three mutual        which cluster: none, single (the default) or three; tls or mutual; hosts for 127.0.0.1-3
 *   ! put a b                      fixture, always run by the release's own client; must succeed
 *   NAME=x get a <<< 'input'       a command line; the word after <<< is the exact standard input (else it is empty)
 *
 * A line may end in annotations: `#differs: anchor [3.4 3.5]` (on purpose, see docs/differences.md; the releases are
 * optional), `#releases: 3.6 3.7`, `#stderr` (compare all of it, not only the last line), `#unordered`, and
 * `#save: NAME pattern` (keeps what the pattern's group matches as $NAME, and masks it in later output).
 */
export interface Section {
  readonly title: string
  readonly cluster: ClusterPlan
  readonly lines: readonly CaseLine[]
}

export interface ClusterPlan {
  readonly size: 0 | 1 | 3
  readonly tls: TlsMode
  readonly distinctHosts: boolean
}

export interface CaseLine {
  /** `file:line`. */
  readonly place: string
  readonly text: string
  readonly isFixture: boolean
  readonly environment: readonly { readonly name: string; readonly value: Word }[]
  readonly words: readonly Word[]
  readonly stdin?: Word
  readonly differs?: { readonly anchor: string; readonly releases: readonly string[] }
  /** Empty for all. */
  readonly releases: readonly string[]
  readonly comparesAllStderr: boolean
  readonly isUnordered: boolean
  readonly save?: { readonly name: string; readonly pattern: RegExp }
}

interface OpenSection {
  readonly title: string
  readonly cluster: ClusterPlan
  readonly lines: CaseLine[]
}

/** The sections of all case files of a folder, file by file. Throws as `readCaseFile`. */
export function readCases(folder: string): Section[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  return names.sort().flatMap((name) => readCaseFile(join(folder, name)))
}

/** Reads a case file; throws with the line's place when it cannot be understood. */
function readCaseFile(path: string): Section[] {
  const sections: OpenSection[] = []
  const lines = readFileSync(path, 'latin1').split('\n')
  for (const [index, line] of lines.entries()) {
    const place = `${basename(path)}:${index + 1}`
    if (line.trim() === '' || line.startsWith('#')) continue
    if (line.startsWith('== ')) {
      sections.push(openSection(line, `${basename(path, '.txt')}: `, place))
      continue
    }
    const section = sections.at(-1)
    if (section === undefined) throw new Error(`${place}: a command line before the first section`)
    section.lines.push(parseLine(line, place))
  }
  return sections
}

function openSection(line: string, prefix: string, place: string): OpenSection {
  const [title = '', plan = ''] = line.slice(3).split('|')
  const words = plan.split(' ').filter((word) => word !== '')
  const unknown = words.find((word) => !['none', 'single', 'three', 'tls', 'mutual', 'hosts'].includes(word))
  if (unknown !== undefined) throw new Error(`${place}: unknown cluster word ${unknown}`)
  const size = words.includes('none') ? 0 : words.includes('three') ? 3 : 1
  const tls = words.includes('mutual') ? 'mutual' : words.includes('tls') ? 'server' : 'none'
  return { title: prefix + title.trim(), cluster: { size, tls, distinctHosts: words.includes('hosts') }, lines: [] }
}

export function parseLine(text: string, place: string): CaseLine {
  const isFixture = text.startsWith('! ')
  const { words, comment } = lex(isFixture ? text.slice(2) : text)
  const { environment, rest } = takeEnvironment(words)
  const { args, stdin } = takeStdin(rest, place)
  const command = Buffer.from(comment === '' ? text : text.slice(0, -comment.length), 'latin1')
    .toString()
    .trim()
  const line = { place, text: command, isFixture, environment, words: args, ...(stdin === undefined ? {} : { stdin }) }
  return { ...line, ...parseAnnotations(comment, place) }
}

function takeEnvironment(words: readonly Word[]) {
  const environment: { name: string; value: Word }[] = []
  for (const word of words) {
    const split = splitAssignment(word)
    if (split === undefined) break
    environment.push(split)
  }
  return { environment, rest: words.slice(environment.length) }
}

function splitAssignment(word: Word): { name: string; value: Word } | undefined {
  const plain = word.map((piece) => ('text' in piece ? piece.text : '\0')).join('')
  const name = /^([A-Za-z_]\w*)=/.exec(plain)?.[1]
  return name === undefined ? undefined : { name, value: dropText(word, name.length + 1) }
}

function dropText(word: Word, count: number): Word {
  let left = count
  return word.flatMap((piece) => {
    if (!('text' in piece) || left === 0) return [piece]
    const dropped = Math.min(left, piece.text.length)
    left -= dropped
    return [{ text: piece.text.slice(dropped) }]
  })
}

function takeStdin(words: readonly Word[], place: string): { args: readonly Word[]; stdin?: Word } {
  const at = words.findIndex(
    (word) => word.length === 3 && word.every((piece) => 'text' in piece && piece.text === '<'),
  )
  if (at < 0) return { args: words }
  const stdin = words[at + 1]
  if (stdin === undefined || words.length !== at + 2) throw new Error(`${place}: one word belongs after <<<`)
  return { args: words.slice(0, at), stdin }
}

type Annotations = Pick<CaseLine, 'differs' | 'releases' | 'comparesAllStderr' | 'isUnordered' | 'save'>

function parseAnnotations(comment: string, place: string): Annotations {
  const found = new Map<string, string>()
  for (const annotation of comment.split(/(?:^|\s)#/).filter((part) => part.trim() !== '')) {
    const [, name = '', value = ''] = /^(\w+)(?::\s*(.*))?$/.exec(annotation.trim()) ?? []
    if (!['differs', 'releases', 'stderr', 'unordered', 'save'].includes(name)) {
      throw new Error(`${place}: unknown annotation #${annotation}`)
    }
    found.set(name, value)
  }
  const differs = parseDiffers(found.get('differs'))
  const save = parseSave(found.get('save'), place)
  return {
    releases: (found.get('releases') ?? '').split(' ').filter((release) => release !== ''),
    comparesAllStderr: found.has('stderr'),
    isUnordered: found.has('unordered'),
    ...(differs === undefined ? {} : { differs }),
    ...(save === undefined ? {} : { save }),
  }
}

function parseDiffers(value: string | undefined): CaseLine['differs'] {
  if (value === undefined) return undefined
  const [anchor = '', list = ''] = value.split('[')
  return {
    anchor: anchor.trim(),
    releases: list
      .replace(']', '')
      .split(' ')
      .filter((release) => release !== ''),
  }
}

function parseSave(value: string | undefined, place: string): CaseLine['save'] {
  if (value === undefined) return undefined
  const [name = '', ...pattern] = value.split(' ')
  if (pattern.length === 0) throw new Error(`${place}: #save needs a name and a pattern`)
  return { name, pattern: new RegExp(pattern.join(' '), 'm') }
}
