import { type Flag, type FlagType, flagValueText } from '../../go/flags.ts'
import { quote } from '../../go/quote.ts'
import { type Entry, helpGroups, pathText } from '../command.ts'
import {
  type HelpContext,
  type HelpScope,
  type HelpTopic,
  helpScope,
  listedChildren,
  sortedFlags,
  useLine,
} from './scope.ts'

const shortestNameColumn = 11

const typeWords: Readonly<Record<FlagType, string>> = {
  bool: '',
  string: ' string',
  strings: ' strings',
  int: ' int',
  int64: ' int',
  uint64: ' uint',
  duration: ' duration',
}

/** Help in the layout of release 3.7: what the command is for, its usage, and where the global flags are listed. */
export function listingHelp(context: HelpContext, topic: HelpTopic): string {
  const { long, summary } = helpScope(context, topic)
  const about = (long ?? summary).trimEnd()
  const hint = `Use "${context.program.root.name} options" to see the flags that every command takes.`
  return `${about}\n\n${listingUsage(context, topic)}${hint}\n`
}

/** Usage in the layout of release 3.7: from `Usage:` on, the global flags left out. */
export function listingUsage(context: HelpContext, topic: HelpTopic): string {
  return usageAround(context, topic, (scope) => [...commandLists(scope), ...flagLists(scope)])
}

/** Usage from `Usage:` on, with `lists` of commands and flags between the examples and the hint. */
export function usageAround(
  context: HelpContext,
  topic: HelpTopic,
  lists: (scope: HelpScope) => readonly string[],
): string {
  const scope = helpScope(context, topic)
  const isGroup = scope.children !== undefined
  const command = pathText(topic.path)
  const parts = [
    `Usage:\n  ${isGroup ? `${command} [command]` : useLine(topic.path, scope)}`,
    ...(scope.examples ? [`Examples:\n${scope.examples}`] : []),
    ...lists(scope),
    ...(isGroup ? [`Use "${command} [command] --help" to read about one of the commands.`] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

/** The width of the column of names, which help leaves in front of what they are for. */
export function nameWidth({ children = [] }: Pick<HelpScope, 'children'>): number {
  return Math.max(shortestNameColumn, ...children.map((child) => child.name.length))
}

/** Lines for flags in the form of release 3.7, sorted by name; nothing for no flags. */
export function flagListing(flags: readonly Flag[]): string {
  const titles = flags.map((flag) => {
    const short = flag.shorthand === '' ? '    ' : `-${flag.shorthand}, `
    return `  ${short}--${flag.name}${typeWords[flag.type]}`
  })
  const width = Math.max(0, ...titles.map((title) => title.length))
  return flags.map((flag, at) => `${titles[at]?.padEnd(width)}   ${flag.usage}${defaultText(flag)}`).join('\n')
}

/** What the `options` command prints: all global flags in the form of release 3.7. */
export function optionsText(globals: readonly Flag[]): string {
  return `Every command also takes these flags:\n\n${flagListing(sortedFlags(globals))}\n`
}

function commandLists(scope: HelpScope): string[] {
  const children = listedChildren(scope.children)
  if (children.length === 0) return []
  const width = nameWidth(scope)
  const list = (title: string, commands: readonly Entry<never>[]) =>
    [title, ...commands.map((command) => `  ${command.name.padEnd(width)} ${listedSummary(scope, command)}`)].join('\n')
  if (!scope.isRoot) return [list('Available Commands:', children)]
  const rest = children.filter((child) => child.helpGroup === undefined)
  const groups = Object.entries(helpGroups).map(([group, title]) =>
    list(
      title,
      children.filter((child) => child.helpGroup === group),
    ),
  )
  return rest.length === 0 ? groups : [...groups, list('Additional Commands:', rest)]
}

function listedSummary(parent: HelpScope, { name, summary, children }: Entry<never>): string {
  return children === undefined ? summary : `${summary} (see ${parent.name} ${name} --help)`
}

function flagLists({ local, fromGroups, isRoot }: HelpScope): string[] {
  if (isRoot) return []
  const lists = [`Flags:\n${flagListing(local)}`]
  return fromGroups.length === 0 ? lists : [...lists, `Global Flags:\n${flagListing(fromGroups)}`]
}

/** Help does not mention a default of false, zero or nothing. */
function defaultText(flag: Flag): string {
  const value = flag.initial
  if (!value || (typeof value === 'object' && value.length === 0)) return ''
  return ` (default ${flag.type === 'string' ? quote(String(value)) : flagValueText(flag, value)})`
}
