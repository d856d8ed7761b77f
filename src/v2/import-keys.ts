import { readFile } from 'node:fs/promises'
import { CliError, QuietExit } from '../base/errors.ts'
import { plainStamp } from '../go/log-line.ts'
import { exactPath } from '../offline/files/file-failure.ts'
import { type ListedNode, listNodes } from '../offline/v2-store/listed-nodes.ts'
import { savedTree } from '../offline/v2-store/saved-tree.ts'
import { secondsTo } from '../offline/v2-store/time.ts'
import type { TreeNode, V2Tree } from '../offline/v2-store/tree.ts'
import type { V2Run } from './command.ts'
import { refusal, V2Failure, v2ExitCodes } from './failure.ts'
import { keyPath } from './http/client.ts'
import { readKeyResult } from './keys.ts'
import { form } from './put.ts'

/** Seconds: a key whose time would be shorter is given this one (3.0). */
const shortestTtl = 300n

export interface Import {
  /** Of a v2 store as JSON. */
  readonly path: string
  /** Hidden keys and directories that are taken as well. */
  readonly hidden: readonly string[]
  /** How many keys are written at once. */
  readonly writers: bigint
}

/** Writes the keys of a saved store into a cluster. Throws a V2Failure, and a QuietExit for what has been said. */
export async function importKeys(run: V2Run, { path, hidden, writers }: Import): Promise<void> {
  // the original waits for ever for a client
  if (writers < 1n) throw refusal('there must be one client at least: use -c')
  const tree = await readTree(run, path)
  await run.print(`starting to import snapshot ${path} with ${writers} clients\n`)
  await run.client({ sync: true })
  const tops = ['/', ...hidden].map((top) => found(tree, top))
  const nodes = tops.flatMap(({ node, key }) => listNodes(node, key).nodes)
  await writeAll(run, nodes, writers)
  const keys = nodes.filter(({ node }) => node.children === undefined).length
  await run.print(`finished importing ${keys} keys\n`)
}

/** Says what is wrong on standard output, as 3.0 does. */
async function readTree(run: V2Run, path: string): Promise<V2Tree> {
  try {
    return savedTree(await readFile(exactPath(path)))
  } catch (error) {
    await run.print(path === '' ? 'no snapshot file provided (use --snap)\n' : `cannot read snapshot file ${path}\n`)
    if (error instanceof CliError) await run.io.stderr.write(`${error.message}\n`)
    throw new QuietExit(v2ExitCodes.badArguments)
  }
}

/** Throws a V2Failure (exit code 4) that names the first part of the path that is not there. */
function found(tree: V2Tree, path: string): { readonly key: string; readonly node: TreeNode } {
  let [node, at] = [tree.root, '']
  for (const name of path.split('/').filter((part) => part !== '')) {
    if (node.children === undefined) throw new V2Failure(`Not a directory (${at})`)
    const child = node.children.get(name)
    at = `${at}/${name}`
    if (child === undefined) throw new V2Failure(`Key not found (${at})`)
    node = child
  }
  return { key: at === '' ? '/' : at, node }
}

/** Writes so many keys at once, and comes back when all are there. */
async function writeAll(run: V2Run, nodes: readonly ListedNode[], writers: bigint): Promise<void> {
  const waiting = nodes.values()
  const failed = new AbortController()
  const work = async (): Promise<void> => {
    for (const listed of waiting) {
      if (failed.signal.aborted) return
      await take(run, listed).catch((error: unknown) => {
        failed.abort()
        throw error
      })
    }
  }
  const count = Math.min(Number(writers), Math.max(nodes.length, 1))
  const ends = await Promise.allSettled(Array.from({ length: count }, work))
  const failure = ends.find((end) => end.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

async function take(run: V2Run, { key, node }: ListedNode): Promise<void> {
  if (node.children !== undefined) return log(run, `entering dir: ${key}`)
  await log(run, `copying key: ${key}`)
  const ttl = await ttlOf(run, key, node)
  const client = await run.client()
  const request = { method: 'PUT', path: keyPath('/v2/keys', key), form: form(ttl, node.value) } as const
  try {
    readKeyResult(await client.send({ ...request, isUnbounded: true }), run.release)
  } catch (error) {
    if (!(error instanceof V2Failure)) throw error
    await log(run, `failed to copy key: ${error.message}`)
    throw new QuietExit(v2ExitCodes.badArguments)
  }
}

/** 0 for a key that stays. */
async function ttlOf(run: V2Run, key: string, { expires }: TreeNode): Promise<bigint> {
  if (expires === undefined) return 0n
  const left = secondsTo(expires, BigInt(Date.now()) * 1_000_000n)
  if (left >= shortestTtl) return left
  await log(run, `extending key ${key}'s ttl to ${shortestTtl} seconds`)
  return shortestTtl
}

function log({ io }: V2Run, text: string): Promise<void> {
  return io.stderr.write(`${plainStamp(Date.now())} I | ${text}\n`)
}
