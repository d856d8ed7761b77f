import { closeSync, existsSync, openSync, readSync, writeFileSync } from 'node:fs'
import { CliError } from '../base/errors.ts'
import { exactPath, onFile } from '../offline/files/file-failure.ts'
import { treemap } from '../source/treemap.ts'
import type { UsageTree } from '../source/usage.ts'

const beginning = '<svg '

/** Throws a CliError for a file that is there and is no drawing of ours: it may be a snapshot. */
export async function refuseOther(path: string): Promise<void> {
  if (!existsSync(exactPath(path))) return
  const fd = onFile('open', path, (exact) => openSync(exact, 'r'))
  try {
    const bytes = Buffer.alloc(beginning.length)
    const count = onFile('read', path, () => readSync(fd, bytes, 0, bytes.length, 0))
    if (count > 0 && bytes.toString('latin1', 0, count) !== beginning)
      throw new CliError(`${path} exists and is no SVG file of ours: nothing is written over it`)
  } finally {
    closeSync(fd)
  }
}

/** Draws what usage there is as a map. Throws a CliError when the file cannot be written. */
export async function plot(
  path: string,
  source: string,
  tree: UsageTree,
  view: { separator: Uint8Array },
): Promise<void> {
  onFile('open', path, (exact) => writeFileSync(exact, treemap(source, tree, view.separator)))
}
