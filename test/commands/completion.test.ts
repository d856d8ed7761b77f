import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { completionFiles } from '../../src/frame/completion/scripts.ts'
import { runCli } from '../support/run-cli.ts'

const root = join(import.meta.dirname, '..', '..')

test('the scripts under completions/ are those of the program (npm run completions rewrites them)', () => {
  const folder = join(root, 'completions')
  const written = completionFiles().map(({ file, text }) => [file, text] as const)
  assert.deepEqual(readdirSync(folder).sort(), written.map(([file]) => file).sort())
  for (const [file, text] of written) assert.equal(readFileSync(join(folder, file), 'utf8'), text, file)
})

const marks = {
  bash: 'complete -o default -F __start_etcdctl etcdctl\n',
  zsh: '#compdef etcdctl\ncompdef _etcdctl etcdctl\n',
  fish: 'complete -c etcdctl ',
  powershell: "Register-ArgumentCompleter -Native -CommandName 'etcdctl'",
}

for (const [shell, mark] of Object.entries(marks)) {
  test(`completion ${shell} prints a script with the shell's entry point`, async () => {
    const run = await runCli(['completion', shell])
    assert.deepEqual([run.code, run.stderr], [0, ''])
    assert.ok(run.stdout.includes(mark), run.stdout)
  })
}

const refusals: readonly (readonly [args: string[], message: string])[] = [
  [[], 'accepts 1 arg(s), received 0'],
  [['bash', 'zsh'], 'accepts 1 arg(s), received 2'],
  [['foo'], 'invalid argument "foo" for "etcdctl completion"'],
  [[''], 'invalid argument "" for "etcdctl completion"'],
  [['--foo', 'bash'], 'unknown flag: --foo'],
]

for (const [args, message] of refusals) {
  test(`completion ${args.join(' ')} is refused with its usage`, async () => {
    const run = await runCli(['completion', ...args])
    assert.deepEqual([run.code, run.stdout], [1, ''])
    assert.ok(
      run.stderr.startsWith(`Error: ${message}\nUsage:\n  etcdctl completion [bash|zsh|fish|powershell]\n`),
      run.stderr,
    )
  })
}

const bash = spawnSync('bash', ['-c', 'echo $BASH_VERSINFO']).stdout?.toString().trim() ?? ''
const skip = Number(bash) < 4 && 'no bash to try the script with'

/** A stand-in for etcdctl that says what it was asked, and answers with the given lines. */
function fakeProgram(t: TestContext, answer: string): { folder: string; asked: () => string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const log = join(folder, 'asked')
  writeFileSync(join(folder, 'answer'), answer)
  writeFileSync(
    join(folder, 'etcdctl'),
    `#!/bin/sh\nfor word; do printf '<%s>' "$word"; done > '${log}'\ncat '${folder}/answer'\n`,
  )
  chmodSync(join(folder, 'etcdctl'), 0o755)
  return { folder, asked: () => [...readFileSync(log, 'utf8').matchAll(/<(.*?)>/gs)].map(([, word = '']) => word) }
}

/** Completes as bash would: it takes the line apart at blanks, and at = and : as words of their own. */
function completeInBash(folder: string, line: string, point = line.length): string[] {
  const words: string[] = [...(line.slice(0, point).match(/[=:]+|[^\s=:]+/g) ?? [])]
  if (/\s$/.test(line.slice(0, point))) words.push('')
  const script = `
    source <(cat "$SCRIPT")
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE=$LINE COMP_POINT=$POINT
    compopt() { printf '%s ' compopt "$@"; echo; }
    __start_etcdctl
    printf '%s\\n' "\${COMPREPLY[@]}"`
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    SCRIPT: join(root, 'completions', 'etcdctl.bash'),
    LINE: line,
    POINT: String(point),
  }
  const stdout = execFileSync('bash', ['--norc', '-c', script, 'bash', ...words], { env }).toString()
  return stdout.split('\n').filter((text) => text !== '')
}

test('bash asks the program for everything up to the cursor and offers what begins like it', { skip }, (t) => {
  const { folder, asked } = fakeProgram(t, 'member\nmake-mirror\nget\n:4\n')
  assert.deepEqual(completeInBash(folder, 'etcdctl --hex m'), ['compopt +o default ', 'member', 'make-mirror'])
  assert.deepEqual(asked(), ['__completeNoDesc', '--hex', 'm'])
})

test('bash asks with an empty word after a blank', { skip }, (t) => {
  const { folder, asked } = fakeProgram(t, 'add\nlist\n:4\n')
  assert.deepEqual(completeInBash(folder, 'etcdctl member '), ['compopt +o default ', 'add', 'list'])
  assert.deepEqual(asked(), ['__completeNoDesc', 'member', ''])
})

test('bash completes the value after = and hands over URLs in one piece', { skip }, (t) => {
  const { folder, asked } = fakeProgram(t, 'json\nsimple\n:0\n')
  assert.deepEqual(completeInBash(folder, 'etcdctl --endpoints=http://a:1 get -w=j'), ['json'])
  assert.deepEqual(asked(), ['__completeNoDesc', '--endpoints=http://a:1', 'get', '-w=j'])
  assert.deepEqual(completeInBash(folder, 'etcdctl --write-out='), ['json', 'simple'])
  assert.deepEqual(asked(), ['__completeNoDesc', '--write-out='])
})

test('bash looks at no more than what stands before the cursor', { skip }, (t) => {
  const { folder, asked } = fakeProgram(t, 'get\n:4\n')
  assert.deepEqual(completeInBash(folder, 'etcdctl get foo', 'etcdctl g'.length), ['compopt +o default ', 'get'])
  assert.deepEqual(asked(), ['__completeNoDesc', 'g'])
})

test('bash is left to complete files when there are no candidates and files may do', { skip }, (t) => {
  const { folder } = fakeProgram(t, ':0\n')
  assert.deepEqual(completeInBash(folder, 'etcdctl snapshot save '), [])
  assert.deepEqual(completeInBash(fakeProgram(t, ':4\n').folder, 'etcdctl member x '), ['compopt +o default '])
})

test('bash does not run what stands on the command line', { skip }, (t) => {
  const { folder, asked } = fakeProgram(t, ':0\n')
  completeInBash(folder, `etcdctl put k $(touch\${IFS}${folder}/ran) `)
  assert.equal(asked().includes(`$(touch\${IFS}${folder}/ran)`), true)
  assert.equal(readdirSync(folder).includes('ran'), false)
})
