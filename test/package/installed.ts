import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { runProcess } from '../support/run-process.ts'

const root = join(import.meta.dirname, '..', '..')
const unpacked = ['node_modules', 'dist', '.git']

export interface Installed {
  /** Everything is in here; `remove` takes it away. */
  readonly folder: string
  readonly tarball: string
  /** Where npm put the package, and nothing else. */
  readonly modules: string
  /** Where npm put the names of its programs. */
  readonly bin: string
  /** Runs npm with a home and a cache of its own, in which there is nothing, and without a network. */
  npm(cwd: string, ...args: string[]): Promise<void>
  remove(): void
}

/** Packs a copy of what the repository holds, unbuilt, and installs the package below a prefix that is empty. */
export async function packAndInstall(): Promise<Installed> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-')))
  const [clone, prefix, packed] = ['clone', 'prefix', 'packed'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  cpSync(root, clone, {
    recursive: true,
    filter: (path) => dirname(path) !== root || !unpacked.includes(basename(path)),
  })
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
  mkdirSync(packed)
  const npm = async (cwd: string, ...args: string[]): Promise<void> => {
    const env = { PATH: programs(), HOME: folder, npm_config_cache: join(folder, 'cache'), npm_config_offline: 'true' }
    const run = await runProcess('npm', args, { cwd, env })
    if (run.code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${run.code}:\n${run.stdout}${run.stderr}`)
  }
  await npm(clone, 'pack', '--pack-destination', packed)
  const [name = ''] = readdirSync(packed)
  const tarball = join(packed, name)
  await npm(folder, 'install', '--global', '--prefix', prefix, tarball)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  return { folder, tarball, modules: join(prefix, 'lib', 'node_modules'), bin: join(prefix, 'bin'), npm, remove }
}

/** The node that runs the tests comes first. */
export function programs(...folders: string[]): string {
  return [...folders, dirname(process.execPath), process.env.PATH].join(':')
}
