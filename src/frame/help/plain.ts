import { flagListing, nameWidth, usageAround } from './listing.ts'
import { type HelpContext, type HelpScope, type HelpTopic, helpScope, listedChildren, sortedFlags } from './scope.ts'

/** Help in etcdutl's layout: what the command is for, which the original leaves out, and its usage. */
export function plainHelp(context: HelpContext, topic: HelpTopic): string {
  const { long, summary } = helpScope(context, topic)
  return `${(long ?? summary).trimEnd()}\n\n${plainUsage(context, topic)}`
}

/** Usage in the layout of etcdutl 3.5 to 3.7. */
export function plainUsage(context: HelpContext, topic: HelpTopic): string {
  return usageAround(context, topic, (scope) => [...commandList(scope), ...flagSections(scope)])
}

function commandList(scope: HelpScope): string[] {
  if (scope.children === undefined) return []
  const width = nameWidth(scope)
  const lines = listedChildren(scope.children).map(({ name, summary }) => `  ${name.padEnd(width)} ${summary}`)
  return [`Available Commands:\n${lines.join('\n')}`]
}

function flagSections({ local, fromGroups, globals, isRoot }: HelpScope): string[] {
  if (isRoot) return [`Flags:\n${flagListing(sortedFlags([...local, ...globals]))}`]
  return [`Flags:\n${flagListing(local)}`, `Global Flags:\n${flagListing(sortedFlags([...fromGroups, ...globals]))}`]
}
