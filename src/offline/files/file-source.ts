import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { CliError } from '../../base/errors.ts'
import { Garbage } from '../../runtime/garbage.ts'
import { onFile } from './file-failure.ts'

/** Bytes that can be read at any offset; nothing is ever written through it. */
export interface Source {
  readonly path: string
  readonly size: number
  /**
   * The bytes from `at`, cut at the end of the source. The view holds until the next call of `read`. Throws a CliError when
   * the system cannot read them.
   */
  read(at: number, length: number): Uint8Array
}

export interface FileSource extends Source {
  /** The descriptor, open for reading only. */
  readonly fd: number
  close(): void
}

/** A part of the file in memory, with its end. Windows of a sequential reader grow, those of a jumping one stay small. */
interface Window {
  at: number
  end: number
  buffer: Uint8Array
  usedAt: number
}

const windowCount = 12
const smallest = 16 << 10
const largest = 1 << 20
/** Garbage would grow to a hundred megabytes in the executables. */
const garbageBytes = 64 << 20

/** Does not wait for the writer of a pipe; Windows has no such flag. */
export const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** The descriptor of a file to read at any offset. Throws a CliError, for a pipe in the words that the original ends with. */
export function openToRead(path: string): number {
  const fd = onFile('open', path, (exact) => openSync(exact, readFlags))
  if (!fstatSync(fd).isFIFO()) return fd
  closeSync(fd)
  throw new CliError(`write ${path}: illegal seek`)
}

let onBytes: ((bytes: number) => void) | undefined

/** From now on `observer` is told of what is read from files, as it is read; there is one at a time. */
export function observeReading(observer: ((bytes: number) => void) | undefined): void {
  onBytes = observer
}

/** To be called by whoever reads a file in a way of its own. */
export function wasRead(bytes: number): void {
  onBytes?.(bytes)
}

/** Opens a file to read; throws a CliError for what cannot be opened. The caller closes it. */
export function openFile(path: string): FileSource {
  const fd = openToRead(path)
  try {
    return sourceOf(path, fd)
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** A source over a file that is open to read, as long as it is now; the descriptor is closed with it. */
export function sourceOf(path: string, fd: number): FileSource {
  return new CachedFile(path, fd, onFile('stat', path, () => fstatSync(fd)).size)
}

/** A source over bytes in memory. */
export function memorySource(bytes: Uint8Array, path = 'memory'): Source {
  return { path, size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) }
}

class CachedFile implements FileSource {
  readonly path: string
  readonly fd: number
  readonly size: number
  private readonly windows: Window[] = []
  private last: Window = { at: 0, end: 0, buffer: new Uint8Array(0), usedAt: 0 }
  private clock = 0
  private readonly garbage = new Garbage(garbageBytes)

  constructor(path: string, fd: number, size: number) {
    this.path = path
    this.fd = fd
    this.size = size
  }

  read(at: number, length: number): Uint8Array {
    const end = Math.min(at + length, this.size)
    if (at < this.last.at || end > this.last.end) this.last = this.window(at, end)
    const { buffer, at: base } = this.last
    return buffer.subarray(at - base, Math.max(at, Math.min(end, this.last.end)) - base)
  }

  close(): void {
    closeSync(this.fd)
  }

  private window(at: number, end: number): Window {
    const held = this.windows.find((window) => at >= window.at && end <= window.end)
    const window = held ?? this.fill(at, end)
    this.clock += 1
    window.usedAt = this.clock
    return window
  }

  private fill(at: number, end: number): Window {
    const before = this.windows.find((window) => window.end >= at && at >= window.at)
    const ahead = before === undefined ? smallest : Math.min(2 * (before.end - before.at), largest)
    const length = Math.max(end - at, Math.min(ahead, this.size - at))
    const window = before ?? this.oldest()
    if (window.buffer.length < length) window.buffer = new Uint8Array(length)
    // should the reading fail, the window holds nothing
    window.at = at
    window.end = at
    window.end += onFile('read', this.path, () => readFully(this.fd, window.buffer.subarray(0, length), at))
    wasRead(window.end - at)
    this.garbage.add(length)
    return window
  }

  private oldest(): Window {
    if (this.windows.length < windowCount) {
      const window: Window = { at: 0, end: 0, buffer: new Uint8Array(smallest), usedAt: 0 }
      this.windows.push(window)
      return window
    }
    return this.windows.reduce((oldest, window) => (window.usedAt < oldest.usedAt ? window : oldest))
  }
}

/** Fills the buffer from `at` on; returns how many bytes there were. */
function readFully(fd: number, buffer: Uint8Array, at: number): number {
  let filled = 0
  while (filled < buffer.length) {
    const count = readSync(fd, buffer, filled, buffer.length - filled, at + filled)
    if (count === 0) break
    filled += count
  }
  return filled
}
