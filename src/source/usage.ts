import { latin1 } from '../base/bytes.ts'
import { prefixRange } from '../base/ranges.ts'
import type { KeyValue } from '../rpc/messages.ts'
import { baseOf, type Name, nameOf } from './names.ts'
import type { Source } from './source.ts'

/** What lies below a name. */
export interface Usage extends Name {
  keys: number
  keyBytes: number
  valueBytes: number
  /** The newest revision in which one of the keys was put. */
  modified: bigint
  /** Bytes of superseded revisions and deletions, which a compaction frees; undefined where they cannot be seen. */
  garbageBytes?: number
  garbageEntries?: number
}

export interface UsageOptions {
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
  /** How many levels of names are told apart. */
  readonly depth: number
  /** Also looks for what a compaction would free, where that can be seen. */
  readonly hasGarbage: boolean
}

export interface UsageTree {
  readonly total: Usage
  /** In the order of their paths, each behind the one that it lies in. */
  readonly branches: readonly Usage[]
}

/** Sums up all keys that begin with a prefix; `each` sees every one of them. Reads their values. */
export async function usageOf(source: Source, options: UsageOptions, each: (kv: KeyValue) => void): Promise<UsageTree> {
  const sums = new Sums(options)
  for await (const batch of source.range(prefixRange(options.prefix))) {
    for (const kv of batch) {
      sums.add(kv)
      each(kv)
    }
  }
  if (options.hasGarbage && source.visitGarbage !== undefined) {
    sums.expectGarbage()
    await source.visitGarbage(prefixRange(options.prefix), (key, bytes) => sums.addGarbage(key, bytes))
  }
  return sums.tree()
}

class Sums {
  private readonly options: UsageOptions
  private readonly base: Uint8Array
  private readonly branches = new Map<string, Usage>()
  private readonly total: Usage
  private none: Partial<Usage> = {}

  constructor(options: UsageOptions) {
    this.options = options
    this.base = baseOf(options.prefix, options.separator)
    this.total = noUsage({ name: options.prefix, path: options.prefix, isDirectory: true })
  }

  add(kv: KeyValue): void {
    for (const usage of this.usagesOf(kv.key)) {
      usage.keys += 1
      usage.keyBytes += kv.key.length
      usage.valueBytes += kv.value.length
      if (kv.modRevision > usage.modified) usage.modified = kv.modRevision
    }
  }

  /** From now on there is a number for it, be it 0. */
  expectGarbage(): void {
    this.none = { garbageBytes: 0, garbageEntries: 0 }
    for (const usage of [this.total, ...this.branches.values()]) Object.assign(usage, this.none)
  }

  addGarbage(key: Uint8Array, bytes: number): void {
    for (const usage of this.usagesOf(key)) {
      usage.garbageBytes = (usage.garbageBytes ?? 0) + bytes
      usage.garbageEntries = (usage.garbageEntries ?? 0) + 1
    }
  }

  tree(): UsageTree {
    const branches = [...this.branches.values()].sort((a, b) => Buffer.compare(a.path, b.path))
    return { total: this.total, branches }
  }

  private usagesOf(key: Uint8Array): Usage[] {
    const usages = [this.total]
    let { base } = this
    for (let level = 0; level < this.options.depth; level++) {
      const name = nameOf(key, base, this.options.separator)
      usages.push(this.usageAt(name))
      if (!name.isDirectory || name.path.length === key.length) break
      base = name.path
    }
    return usages
  }

  private usageAt(name: Name): Usage {
    const id = latin1(name.path)
    const known = this.branches.get(id)
    if (known !== undefined) return known
    const usage = { ...noUsage(name), ...this.none }
    this.branches.set(id, usage)
    return usage
  }
}

function noUsage(name: Name): Usage {
  return { ...name, keys: 0, keyBytes: 0, valueBytes: 0, modified: 0n }
}
