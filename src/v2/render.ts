import type { V2Run } from './command.ts'
import { jsonText } from './json-text.ts'
import type { KeyResult, Node } from './keys.ts'
import type { V2Release } from './release.ts'

/** Prints a result in the format of `--output`. An unknown one is named on stderr, and is no failure (3.0 to 3.5). */
export async function printResult({ io, output, release }: V2Run, result: KeyResult): Promise<void> {
  switch (output) {
    case 'simple':
      return io.stdout.write(simple(result))
    case 'extended':
      return io.stdout.write(extended(result))
    case 'json':
      return io.stdout.write(`${json(result, release)}\n`)
    default:
      return io.stderr.write(`Unsupported output format: ${output}\n`)
  }
}

/** Prints what was done to a directory: nothing in `simple`. */
export async function printDirectory(run: V2Run, result: KeyResult): Promise<void> {
  // 3.0 says nothing in any format
  if (run.output === 'simple' || run.release === '3.0') return
  await printResult(run, result)
}

function simple({ action, node, prevNode }: KeyResult): string {
  return action === 'delete' ? `PrevNode.Value: ${prevNode?.value ?? ''}\n` : `${node.value}\n`
}

function extended({ action, node, prevNode, index }: KeyResult): string {
  const lines = [
    `Key: ${node.key}`,
    `Created-Index: ${node.createdIndex}`,
    `Modified-Index: ${node.modifiedIndex}`,
    ...(prevNode === undefined ? [] : [`PrevNode.Value: ${prevNode.value}`]),
    `TTL: ${node.ttl}`,
    `Index: ${index}`,
    ...(action === 'delete' ? [] : ['', node.value]),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** The original's own order of fields, not the server's. */
function json({ action, node, prevNode }: KeyResult, release: V2Release): string {
  const before = prevNode === undefined ? 'null' : nodeJson(prevNode, release)
  return `{"action":${jsonText(action, release)},"node":${nodeJson(node, release)},"prevNode":${before}}`
}

function nodeJson(node: Node, release: V2Release): string {
  const fields = [
    `"key":${jsonText(node.key, release)}`,
    ...(node.isDirectory ? ['"dir":true'] : []),
    `"value":${jsonText(node.value, release)}`,
    `"nodes":${node.nodes.length === 0 ? 'null' : `[${node.nodes.map((each) => nodeJson(each, release)).join(',')}]`}`,
    `"createdIndex":${node.createdIndex}`,
    `"modifiedIndex":${node.modifiedIndex}`,
    ...(node.expiration === '' ? [] : [`"expiration":${jsonText(node.expiration, release)}`]),
    ...(node.ttl === 0n ? [] : [`"ttl":${node.ttl}`]),
  ]
  return `{${fields.join(',')}}`
}
