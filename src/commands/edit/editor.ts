import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { argumentBytes, decodeEscaping } from '../../base/arguments.ts'
import { CliError } from '../../base/errors.ts'
import type { Io } from '../../base/io.ts'
import { exitText, startProblem } from '../../go/child-exit.ts'

/** A text in a file of its own, in a folder that nobody else can enter. */
export class TextFile {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  /** The file is named after the end of the key, by which editors know what it is. */
  static async create(key: string, text: string): Promise<TextFile> {
    const folder = await mkdtemp(join(tmpdir(), 'etcdctl-edit-'))
    const name = key
      .slice(key.lastIndexOf('/') + 1)
      .replace(/[^A-Za-z0-9._-]/g, '_')
      .replace(/^\.+/, '_')
      .slice(-100)
    const file = new TextFile(join(folder, name === '' ? 'value' : name))
    await writeFile(file.path, argumentBytes(text), { mode: 0o600, flag: 'wx' })
    return file
  }

  /** The text; bytes that are not UTF-8 are lone surrogates, as in arguments.ts. */
  async read(): Promise<string> {
    return decodeEscaping(await readFile(this.path))
  }

  async remove(): Promise<void> {
    await rm(dirname(this.path), { recursive: true, force: true })
  }
}

/** Runs the editor on the file and waits for it. Throws a CliError unless it ends with 0. */
export async function openInEditor(io: Io, editor: string, { path }: TextFile): Promise<void> {
  // Ctrl-C is the editor's
  io.interrupts()
  try {
    const problem = exitText(await io.spawn('sh', ['-c', `${editor} "$1"`, 'sh', path], {}, undefined, 'inherit'))
    if (problem !== undefined) throw new CliError(`the editor failed (${problem}): nothing was changed`)
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError(startProblem('sh', error), undefined, { cause: error })
  }
}
