import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { runProcess } from '../support/run-process.ts'
import { type Installed, programs } from './installed.ts'

const root = join(import.meta.dirname, '..', '..')

/** The program that docs/client.md shows, and what it says that it prints. */
export function documentedExample(): { readonly program: string; readonly prints: string } {
  const page = readFileSync(join(root, 'docs', 'client.md'), 'utf8')
  const [, program = '', output = ''] = /```ts\n([\s\S]*?)```\n\nIt prints:\n\n((?: {4}.*\n)+)/.exec(page) ?? []
  return { program, prints: output.replaceAll(/^ {4}/gm, '') }
}

/** Makes a project that has the package and node's types, and nothing else; returns its folder. */
export async function makeProject(t: TestContext, { folder, tarball, npm }: Installed): Promise<string> {
  const project = mkdtempSync(join(folder, 'project-'))
  t.after(() => rmSync(project, { recursive: true }))
  const compilerOptions = {
    module: 'NodeNext',
    target: 'ES2022',
    strict: true,
    types: ['node'],
    exactOptionalPropertyTypes: true,
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  await npm(project, 'install', tarball)
  const types = join(project, 'node_modules', '@types')
  mkdirSync(types)
  for (const name of ['@types/node', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }
  return project
}

/** Compiles a program with all checks, those of the declarations too; resolves to what the compiler says: nothing when all is well. */
export async function compile(project: string, program: string): Promise<string> {
  writeFileSync(join(project, 'program.ts'), program)
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { stdout, stderr } = await runProcess(process.execPath, [tsc, '-p', '.'], { cwd: project, env: {} })
  return `${stdout}${stderr}`
}

export async function runCompiled(project: string, env: Readonly<Record<string, string>>): Promise<string> {
  const run = await runProcess(process.execPath, ['program.js'], { cwd: project, env: { PATH: programs(), ...env } })
  return `${run.stdout}${run.stderr}`
}
