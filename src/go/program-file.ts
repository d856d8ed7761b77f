import { accessSync, closeSync, constants, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { quote } from './quote.ts'

/** A program could not be started; the message says why in Go's words. */
export class StartError extends Error {}

/**
 * The file of a command, found on `searchPath` unless the command has a slash. By Go's rules (1.19 and later, seen in 3.4.23 to
 * 3.7): the current folder is never searched. Throws a StartError.
 */
export function programFile(command: string, searchPath: string): string {
  if (command.includes('/')) return command
  const notFound = new StartError(`exec: ${quote(command)}: executable file not found in $PATH`)
  if (command === '.' || command === '..' || searchPath === '') throw notFound
  const file = searchPath
    .split(':')
    .map((folder) => join(folder === '' ? '.' : folder, command))
    .find(isExecutable)
  if (file === undefined) throw notFound
  if (file.startsWith('/')) return file
  throw new StartError(`exec: ${quote(command)}: cannot run executable found relative to current directory`)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return !statSync(file).isDirectory()
  } catch {
    return false
  }
}

/**
 * Whether Linux can run a file: a script that names its interpreter, or a program for a machine like this one. Node hands
 * anything else to /bin/sh, for which an empty file is a success. True where that cannot be told. `own` is a program that runs here.
 */
export function isRunnable(file: string, own: string): boolean {
  const start = startOf(file)
  if (start === undefined) return true
  if (start.toString('latin1', 0, 2) === '#!') return /^#![ \t]*[^ \t\n\0]/.test(start.toString('latin1'))
  return isLike(start, startOf(own)) || takesOtherFormats()
}

/** The kernel reads this many bytes. */
const startBytes = 256

/** Undefined unless it is a file that we may read and run: starting it gives a better error. */
function startOf(file: string): Buffer | undefined {
  try {
    accessSync(file, constants.X_OK)
    if (!statSync(file).isFile()) return undefined
    const descriptor = openSync(file, 'r')
    try {
      const start = Buffer.alloc(startBytes)
      return start.subarray(0, readSync(descriptor, start))
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return undefined
  }
}

/** The machines of ELF files beside our own that its kernel runs: x86 on x86-64, ARM on ARM64. */
const olderMachines: Readonly<Record<number, number>> = { 62: 3, 183: 40 }
const machineAt = 18

function isLike(start: Buffer, own: Buffer | undefined): boolean {
  if (start.toString('latin1', 0, 4) !== '\x7fELF' || start.length < 52) return false
  if (own === undefined) return true
  const [machine, ours] = [start.readUInt16LE(machineAt), own.readUInt16LE(machineAt)]
  return machine === ours || machine === olderMachines[ours]
}

/** True when the kernel has interpreters for other files (binfmt_misc). */
function takesOtherFormats(): boolean {
  try {
    return readdirSync('/proc/sys/fs/binfmt_misc').some((name) => name !== 'register' && name !== 'status')
  } catch {
    return false
  }
}
