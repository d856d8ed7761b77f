import type { Release } from '../../base/release.ts'
import { quote } from '../../go/quote.ts'
import { compareBytes, utf8 } from '../bytes.ts'
import type { Source } from '../files/file-source.ts'
import { BoltBucket } from './bucket.ts'
import { type BoltMeta, readMeta } from './meta.ts'
import { Pages } from './page.ts'
import { PageSet } from './page-set.ts'
import { bucketTree, rootTree, type Tree } from './tree.ts'

export type { BoltBucket, EachEntry, EachLeaf } from './bucket.ts'
export type { Leaf } from './leaf.ts'
export type { BoltMeta } from './meta.ts'

/** An entry of the root: etcd has buckets there only. */
export interface RootEntry {
  readonly name: Uint8Array
  readonly isBucket: boolean
}

export interface BoltReader {
  readonly source: Source
  readonly pages: Pages
  readonly pageSize: number
  readonly meta: BoltMeta
  /** The length of the database itself: files are longer by a trailing hash or by space kept for growth. */
  readonly sizeBytes: number
  /** What the root holds, in byte order of the names. Throws a BoltError when the root's pages are damaged. */
  rootEntries(): readonly RootEntry[]
  /** The buckets among the root's entries. */
  bucketNames(): Uint8Array[]
  bucket(name: string | Uint8Array): BoltBucket | undefined
  /** A new set of the pages that the root itself takes, the meta pages among them. */
  rootPages(): PageSet
}

/**
 * Reads the meta pages, and nothing else yet. Throws a BoltError, with the release's text, for what is no database. The
 * source stays the caller's to close.
 */
export function openBolt(source: Source, release: Release = '3.7'): BoltReader {
  return new Reader(source, readMeta(source, release))
}

interface Root {
  readonly entries: readonly RootEntry[]
  readonly buckets: readonly NamedTree[]
  readonly pages: PageSet
}

interface NamedTree {
  readonly name: Uint8Array
  readonly tree: Tree
}

class Reader implements BoltReader {
  readonly source: Source
  readonly pages: Pages
  readonly meta: BoltMeta
  private root: Root | undefined

  constructor(source: Source, meta: BoltMeta) {
    this.source = source
    this.meta = meta
    this.pages = new Pages(source, meta.pageSize, meta.pgid)
  }

  get pageSize(): number {
    return this.meta.pageSize
  }

  get sizeBytes(): number {
    return this.meta.pgid * this.meta.pageSize
  }

  rootEntries(): readonly RootEntry[] {
    return this.readRoot().entries
  }

  bucketNames(): Uint8Array[] {
    return this.readRoot().buckets.map(({ name }) => name)
  }

  bucket(name: string | Uint8Array): BoltBucket | undefined {
    const wanted = typeof name === 'string' ? utf8(name) : name
    const found = this.readRoot().buckets.find((bucket) => compareBytes(bucket.name, wanted) === 0)
    return found && new BoltBucket(found.name, found.tree)
  }

  rootPages(): PageSet {
    return this.readRoot().pages.copy()
  }

  private readRoot(): Root {
    this.root ??= readRoot(this.pages, this.meta)
    return this.root
  }
}

function readRoot(pages: Pages, meta: BoltMeta): Root {
  const entries: RootEntry[] = []
  const buckets: NamedTree[] = []
  const seen = new PageSet(pages.end)
  seen.addRun(0, 1)
  rootTree(pages, meta.root, meta.sequence).walk({
    seen,
    each: (leaf) => {
      for (let index = 0; index < leaf.count; index++) {
        const name = leaf.key(index).slice()
        const isBucket = leaf.isBucket(index)
        entries.push({ name, isBucket })
        if (isBucket) buckets.push({ name, tree: bucketTree(pages, quote(name), leaf.value(index)) })
      }
    },
  })
  return { entries, buckets, pages: seen }
}
