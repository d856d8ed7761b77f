import { pathText } from '../command.ts'
import { flagListing } from './listing.ts'
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

/** Help in etcdutl's layout: what the command is for, which the original leaves out, and its usage. */
export function plainHelp(context: HelpContext, topic: HelpTopic): string {
  const { long, summary } = helpScope(context, topic)
  return `${(long ?? summary).trimEnd()}\n\n${plainUsage(context, topic)}`
}

/** Usage in the layout of etcdutl 3.5 to 3.7. */
export function plainUsage(context: HelpContext, topic: HelpTopic): string {
  const scope = helpScope(context, topic)
  const isGroup = scope.children !== undefined
  const command = pathText(topic.path)
  const parts = [
    `Usage:\n  ${isGroup ? `${command} [command]` : useLine(topic.path, scope)}`,
    ...(scope.examples ? [`Examples:\n${scope.examples}`] : []),
    ...(isGroup ? [`Available Commands:\n${commandLines(scope).join('\n')}`] : []),
    ...flagSections(scope),
    ...(isGroup ? [`Use "${command} [command] --help" to read about one of the commands.`] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

function commandLines({ children }: HelpScope): string[] {
  const width = Math.max(shortestNameColumn, ...(children ?? []).map((child) => child.name.length))
  return listedChildren(children).map(({ name, summary }) => `  ${name.padEnd(width)} ${summary}`)
}

function flagSections({ local, fromGroups, globals, isRoot }: HelpScope): string[] {
  if (isRoot) return [`Flags:\n${flagListing(sortedFlags([...local, ...globals]))}`]
  return [`Flags:\n${flagListing(local)}`, `Global Flags:\n${flagListing(sortedFlags([...fromGroups, ...globals]))}`]
}
