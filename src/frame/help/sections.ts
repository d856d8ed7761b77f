import { atLeast } from '../../base/release.ts'
import { alignTabs } from '../../go/help-tabs.ts'
import { quote } from '../../go/quote.ts'
import type { CommandEntry, CommandPath } from '../command-tree.ts'
import { type Flag, flagValueText } from '../flags.ts'
import { type HelpContext, type HelpScope, type HelpTopic, helpScope, listedChildren, shown, useLine } from './scope.ts'

/** The layout that releases 3.4 to 3.6 use for help and for usage: titled sections, an empty line after each. */
export function sectionsText(context: HelpContext, topic: HelpTopic): string {
  const scope = helpScope(context, topic)
  const indent = atLeast(context.profile, '3.6') ? '  ' : '\t'
  const indented = (lines: readonly string[]) => lines.map((line) => indent + line)
  const sections = [
    section('NAME', indented([`${commandName(topic.path)} - ${scope.entry.summary}`])),
    section('USAGE', indented([useLine(topic.path)])),
    ...(scope.isRoot ? [section('VERSION', indented([context.version]))] : []),
    ...groupSections(context, scope, indented),
    ...(scope.entry.long ? [section('DESCRIPTION', indented(scope.entry.long.trim().split('\n')))] : []),
    ...flagSections(scope),
  ]
  return `${alignTabs(sections.join('\n\n'))}\n\n`
}

function groupSections(
  { profile }: HelpContext,
  { entry }: HelpScope,
  indented: (lines: readonly string[]) => string[],
): string[] {
  const isOld = !atLeast(profile, '3.6')
  const examples = entry.examples && !isOld ? [section('Examples', [entry.examples])] : []
  if (entry.children === undefined) return examples
  const commands = runnable(entry).map(([name, command]) => `${name}\t${command.summary}`)
  const version = section('API VERSION', indented([profile.release]))
  // 3.4 and 3.5 leave two empty lines here.
  return [isOld ? `${version}\n` : version, ...examples, section('COMMANDS', indented(commands))]
}

function flagSections({ local, fromGroups, globals, isRoot }: HelpScope): string[] {
  if (isRoot) return [section('OPTIONS', shown([...local, ...globals]).map(flagLine))]
  return [
    section('OPTIONS', local.map(flagLine)),
    section('GLOBAL OPTIONS', shown([...fromGroups, ...globals]).map(flagLine)),
  ]
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines].join('\n')
}

/** Without the program's name, except at the root. */
function commandName(path: CommandPath): string {
  return (path.length > 1 ? path.slice(1) : path).map((entry) => entry.name).join(' ')
}

/** Every descendant that does something, with its path below `entry`. */
function runnable(entry: CommandEntry, prefix = ''): [string, CommandEntry][] {
  return listedChildren(entry).flatMap((child) =>
    child.children === undefined ? [[prefix + child.name, child]] : runnable(child, `${prefix}${child.name} `),
  )
}

function flagLine(flag: Flag): string {
  const title = flag.shorthand === '' ? `      --${flag.name()}` : `  -${flag.shorthand}, --${flag.name()}`
  return `${title}${defaultText(flag)}\t${flag.description}`
}

function defaultText(flag: Flag): string {
  const text = flagValueText(flag, flag.initial)
  if (flag.type === 'bool') return `[=${text}]`
  return flag.type === 'string' ? `=${quote(text)}` : `=${text}`
}
