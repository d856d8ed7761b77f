import { type Flag, flagValueText } from '../go/flags.ts'
import type { V2Command, V2Group, V2Row } from './command.ts'
import { globalFlags } from './globals.ts'
import type { V2Mode } from './mode.ts'
import { namesOf } from './parse-flags.ts'
import { isAtLeast, type V2Release } from './release.ts'

/** An empty line of the original that is none. */
const blanks = '   \n'

/** The page of the whole program. `isApiUnset`: 3.3 then warns of its default. */
export function programHelp(
  entries: readonly Pick<V2Row, 'name' | 'summary'>[],
  release: V2Release,
  isApiUnset: boolean,
): string {
  const isOld = !isAtLeast(release, '3.4')
  const space = isOld ? blanks : '\n'
  const warning = release === '3.3' && isApiUnset ? apiWarning : ''
  const listed = entries.map(({ name, summary }) => [name, summary] as const)
  const help = release === '3.0' ? [] : [['help, h', 'Shows a list of commands or help for one command'] as const]
  return (
    `NAME:\n   etcdctl - A simple command line client for etcd.\n\n${warning}` +
    `USAGE:\n   etcdctl [global options] command [command options] [arguments...]\n${space}` +
    `VERSION:\n   ${versions[release]}\n${space}` +
    `COMMANDS:\n${columns([...listed, ...help], '     ')}\n` +
    `GLOBAL OPTIONS:\n${columns(globalFlags(release).map(flagRow), '   ')}${isOld ? blanks : ''}`
  )
}

const apiWarning = `WARNING:
   Environment variable ETCDCTL_API is not set; defaults to etcdctl v2.
   Set environment variable ETCDCTL_API=3 to use v3 API or ETCDCTL_API=2 to use v2 API.

`

export const versions: Readonly<Record<V2Release, string>> = {
  '3.0': '3.0.17',
  '3.3': '3.3.27',
  '3.4': '3.4.23',
  '3.5': '3.5.16',
}

/** The page of a command; `path` is all that stands in front of its arguments: `member add`. */
export function commandHelp(path: string, command: V2Command): string {
  const options = command.flags.length === 0 ? '' : '[command options]'
  const usage = [`etcdctl ${path}`, options, command.args].filter((part) => part !== '').join(' ')
  const description = command.description === undefined ? '' : `\nDESCRIPTION:\n${command.description}`
  const flags = command.flags.length === 0 ? '' : `\nOPTIONS:\n${columns(command.flags.map(flagRow), '   ')}${blanks}`
  return `NAME:\n   etcdctl ${path} - ${command.summary}\n\nUSAGE:\n   ${usage}\n${description}${flags}`
}

/** The page of a group by itself. */
export function groupHelp({ name, summary, commands }: V2Group): string {
  const rows = commands.map((command) => [command.name, command.summary] as const)
  return (
    `NAME:\n   etcdctl ${name} - ${summary}\n\n` +
    `USAGE:\n   etcdctl ${name} command [command options] [arguments...]\n\n` +
    `COMMANDS:\n${columns(rows, '     ')}\n` +
    `OPTIONS:\n   --help, -h  show help\n${blanks}`
  )
}

/** What a group says of itself when `help` is asked behind its name: it takes itself for a program. */
export function groupProgramHelp({ name, summary, commands }: V2Group, release: V2Release): string {
  const isOld = !isAtLeast(release, '3.4')
  const space = isOld ? blanks : '\n'
  const rows = commands.map((command) => [command.name, command.summary] as const)
  return (
    `NAME:\n   etcdctl ${name} - ${summary}\n\n` +
    `USAGE:\n   etcdctl ${name} [global options] command [command options] [arguments...]\n${space}` +
    `VERSION:\n   ${versions[release]}\n${space}` +
    `COMMANDS:\n${columns(rows, '     ')}\n` +
    `GLOBAL OPTIONS:\n   --help, -h  show help\n${isOld ? blanks : ''}`
  )
}

/** What `help` says of itself, at the top of which there is no name for it (seen in 3.0.17 and 3.4.23). */
export function helpOfHelp(group?: V2Group): string {
  const path = group === undefined ? '' : `etcdctl ${group.name} help`
  return `NAME:\n   ${path} - Shows a list of commands or help for one command\n\nUSAGE:\n   ${path} [command]\n`
}

/** What `help` says of a group. */
export function groupTopic({ name, summary }: V2Group): string {
  return `NAME:\n   etcdctl ${name} - ${summary}\n\nUSAGE:\n   etcdctl ${name} [arguments...]\n`
}

export interface MistakePlace {
  readonly mode: V2Mode
  readonly page: string
  /** The mistake is behind a command. */
  readonly isInCommand: boolean
}

/** What stands on stdout for a command line that does not parse. */
export function mistakeText(reason: string, { mode, page, isInCommand }: MistakePlace): string {
  if (!isAtLeast(mode.release, '3.4')) return `Incorrect Usage.\n\n${page}`
  return `Incorrect Usage${isInCommand ? ':' : '.'} ${reason}\n\n${page}`
}

function columns(rows: readonly (readonly [string, string])[], indent: string): string {
  const width = Math.max(...rows.map(([title]) => title.length))
  return rows.map(([title, text]) => `${indent}${title.padEnd(width)}  ${text}\n`).join('')
}

function flagRow(flag: Flag): readonly [string, string] {
  const word = /`([^`]*)`/.exec(flag.usage)?.[1] ?? 'value'
  const value = flag.type === 'bool' ? '' : ` ${word}`
  const title = namesOf(flag).map((name) => `${name.length === 1 ? '-' : '--'}${name}${value}`)
  // only the first word in backquotes is taken out of them
  const text = flag.usage.replace(/`([^`]*)`/, '$1')
  return [title.join(', '), `${text}${defaultText(flag)}`]
}

function defaultText(flag: Flag): string {
  if (flag.type === 'bool' || flag.type === 'strings' || flag.initial === '') return ''
  const value = flag.type === 'string' ? `"${flag.initial}"` : flagValueText(flag, flag.initial)
  return ` (default: ${value})`
}
