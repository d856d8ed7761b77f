import { atLeast } from '../../base/release.ts'
import { type Flag, flagValueText } from '../../go/flags.ts'
import { alignTabs } from '../../go/help-tabs.ts'
import { quote } from '../../go/quote.ts'
import type { CommandPath, Entry } from '../command.ts'
import { releaseVersion } from '../version.ts'
import {
  type HelpContext,
  type HelpScope,
  type HelpTopic,
  helpScope,
  listedChildren,
  sortedFlags,
  useLine,
} from './scope.ts'

/** The layout that releases 3.4 to 3.6 use for help and for usage: titled sections, an empty line after each. */
export function sectionsText(context: HelpContext, topic: HelpTopic): string {
  const scope = helpScope(context, topic)
  const indent = atLeast(context.profile, '3.6') ? '  ' : '\t'
  const indented = (lines: readonly string[]) => lines.map((line) => indent + line)
  const sections = [
    section('NAME', indented([`${commandName(topic.path)} - ${scope.summary}`])),
    section('USAGE', indented([useLine(topic.path, scope)])),
    ...(scope.isRoot ? [section('VERSION', indented([releaseVersion(context.profile)]))] : []),
    ...groupSections(context, scope, indented),
    ...(scope.long ? [section('DESCRIPTION', indented(scope.long.trim().split('\n')))] : []),
    ...flagSections(scope),
  ]
  return `${alignTabs(sections.join('\n\n'))}\n\n`
}

function groupSections(
  { profile }: HelpContext,
  { children, examples }: HelpScope,
  indented: (lines: readonly string[]) => string[],
): string[] {
  const isOld = !atLeast(profile, '3.6')
  const example = examples && !isOld ? [section('Examples', [examples])] : []
  if (children === undefined) return example
  const commands = runnable(children).map(([name, command]) => `${name}\t${command.summary}`)
  const version = section('API VERSION', indented([profile.release]))
  // 3.4 and 3.5 leave two empty lines here.
  return [isOld ? `${version}\n` : version, ...example, section('COMMANDS', indented(commands))]
}

function flagSections({ local, fromGroups, globals, isRoot }: HelpScope): string[] {
  if (isRoot) return [section('OPTIONS', sortedFlags([...local, ...globals]).map(flagLine))]
  return [
    section('OPTIONS', local.map(flagLine)),
    section('GLOBAL OPTIONS', sortedFlags([...fromGroups, ...globals]).map(flagLine)),
  ]
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines].join('\n')
}

/** Without the program's name, except at the root. */
function commandName(path: CommandPath<never>): string {
  return (path.length > 1 ? path.slice(1) : path).map((entry) => entry.name).join(' ')
}

/** Every command below that does something, with its path. */
function runnable(children: readonly Entry<never>[], prefix = ''): [string, Entry<never>][] {
  return listedChildren(children).flatMap((child) =>
    child.children === undefined ? [[prefix + child.name, child]] : runnable(child.children, `${prefix}${child.name} `),
  )
}

function flagLine(flag: Flag): string {
  const title = flag.shorthand === '' ? `      --${flag.name}` : `  -${flag.shorthand}, --${flag.name}`
  return `${title}${defaultText(flag)}\t${flag.usage}`
}

function defaultText(flag: Flag): string {
  const text = flagValueText(flag, flag.initial)
  if (flag.type === 'bool') return `[=${text}]`
  return flag.type === 'string' ? `=${quote(text)}` : `=${text}`
}
