import assert from 'node:assert/strict'
import test from 'node:test'
import { runCli, runUtl } from '../support/run-cli.ts'

const pins = ['3.5', '3.6', '3.7', 'auto'] as const

/** The layout of a mistake: the error, the usage, an empty line, and the error again. */
function assertUsageError(
  run: { code: number; stdout: string; stderr: string },
  message: string,
  command: string,
): void {
  assert.deepEqual([run.code, run.stdout], [1, ''])
  const lines = run.stderr.split('\n')
  assert.deepEqual(lines.slice(0, 2), [`Error: ${message}`, 'Usage:'])
  assert.ok(lines[2]?.startsWith(`  etcdutl ${command}`), run.stderr)
  assert.deepEqual(lines.slice(-3), ['', `Error: ${message}`, ''])
  assert.ok(lines.includes('Flags:') && run.stderr.includes('--write-out string'), run.stderr)
}

const mistakes: readonly (readonly [args: string[], message: string, command: string])[] = [
  [['--foo'], 'unknown flag: --foo', '[command]'],
  [['-x'], "unknown shorthand flag: 'x' in -x", '[command]'],
  [['-w'], "flag needs an argument: 'w' in -w", '[command]'],
  [['snapshot', '--foo'], 'unknown flag: --foo', 'snapshot [command]'],
  [['snapshot', 'status', '--foo'], 'unknown flag: --foo', 'snapshot status <filename> [flags]'],
  [['defrag'], 'required flag(s) "data-dir" not set', 'defrag [flags]'],
  [['defrag', '--data-dir'], 'flag needs an argument: --data-dir', 'defrag [flags]'],
  [['migrate'], 'required flag(s) "data-dir", "target-version" not set', 'migrate [flags]'],
  [['migrate', '--data-dir', 'x'], 'required flag(s) "target-version" not set', 'migrate [flags]'],
  [['backup'], 'required flag(s) "backup-dir", "data-dir" not set', 'backup [flags]'],
  [['check', 'v2store'], 'required flag(s) "data-dir" not set', 'check v2store [flags]'],
  [['hashkv'], 'accepts 1 arg(s), received 0', 'hashkv <filename> [flags]'],
  [['hashkv', 'a', 'b'], 'accepts 1 arg(s), received 2', 'hashkv <filename> [flags]'],
  [['completion'], 'accepts 1 arg(s), received 0', 'completion [bash|zsh|fish|powershell]'],
  [['completion', 'foo'], 'invalid argument "foo" for "etcdutl completion"', 'completion [bash|zsh|fish|powershell]'],
  [['help', '--foo'], 'unknown flag: --foo', 'help [command] [flags]'],
  [
    ['snapshot', 'restore', '--bump-revision=-1', 'x'],
    'invalid argument "-1" for "--bump-revision" flag: strconv.ParseUint: parsing "-1": invalid syntax',
    'snapshot restore <filename> --data-dir {output dir} [options] [flags]',
  ],
  [
    ['--timeout=1x', 'version'],
    'invalid argument "1x" for "--timeout" flag: time: unknown unit "x" in duration "1x"',
    'version [flags]',
  ],
]

for (const [args, message, command] of mistakes) {
  test(`etcdutl ${args.join(' ')} is refused with its usage in every release`, async () => {
    for (const pin of pins) {
      assertUsageError(await runUtl(args, { env: { ETCDCTL_COMPAT: pin } }), message, command)
    }
  })
}

const refusals: readonly (readonly [args: string[], code: number, message: string])[] = [
  [['snapshot', 'status'], 128, 'snapshot status requires exactly one argument'],
  [['snapshot', 'status', 'a', 'b', '-w', 'xml'], 128, 'snapshot status requires exactly one argument'],
  [['snapshot', 'status', '.', '-w', 'xml'], 4, 'unsupported output format'],
  [['snapshot', 'restore', '--data-dir', 'd'], 128, 'snapshot restore requires exactly one argument'],
  [
    ['snapshot', 'restore', 'x', '--data-dir', 'd', '--bump-revision', '5'],
    128,
    '--mark-compacted required if --revision-bump > 0',
  ],
  [
    ['snapshot', 'restore', 'x', '--data-dir', 'd', '--mark-compacted'],
    128,
    '--mark-compacted required if --revision-bump > 0',
  ],
  [['snapshot', 'verify'], 128, 'snapshot verify requires exactly one argument'],
  [['hashkv', 'nosuch', '-w', 'xml'], 4, 'unsupported output format'],
  [['hashkv', 'nosuch'], 1, 'stat nosuch: no such file or directory'],
  [
    ['migrate', '--data-dir', 'x', '--target-version', '3'],
    128,
    'wrong target version format, expected "X.Y", got "3"',
  ],
  [['migrate', '--data-dir', 'x', '--target-version', '3.4'], 128, 'target version "3.4" not supported. Minimal "3.5"'],
  [
    ['defrag', '--data-dir', 'nosuch'],
    1,
    'Failed to defragment etcd data[nosuch] (stat nosuch/member/snap/db: no such file or directory)',
  ],
  [['list-bucket'], 1, 'Must provide at least 1 argument (got [])'],
  [['list-bucket', 'nosuch'], 1, '"nosuch/member/snap/db" does not exist'],
  [['list-bucket', 'nosuch.db'], 1, '"nosuch.db" does not exist'],
  [['iterate-bucket', 'x'], 1, 'Must provide 2 arguments (got [x])'],
  [['scan-keys', 'x', '1', '2'], 1, 'Must provide 2 arguments (got [x 1 2])'],
  [['dump-logs'], 1, 'Must provide data-dir argument (got [])'],
  [['dump-logs', 'a', 'b'], 1, 'Must provide data-dir argument (got [a b])'],
  [
    ['dump-logs', 'x', '--start-snap', 's', '--start-index', '1'],
    1,
    'start-snap and start-index flags cannot be used together.',
  ],
  [['dump-logs', 'nosuch'], 1, 'Failed loading snapshot: open nosuch/member/snap: no such file or directory'],
]

for (const [args, code, message] of refusals) {
  test(`etcdutl ${args.join(' ')} is refused in one line`, async () => {
    assert.deepEqual(await runUtl(args), { code, stdout: '', stderr: `Error: ${message}\n` })
  })
}

test('a word that is no command is named twice, with the names that come near it', async () => {
  const line = 'Error: unknown command "foo" for "etcdutl"\n'
  const near = 'Error: unknown command "versoin" for "etcdutl"\n\nDid you mean this?\n\tversion\n\n'
  for (const pin of pins) {
    const env = { ETCDCTL_COMPAT: pin }
    assert.deepEqual(await runUtl(['foo'], { env }), {
      code: 1,
      stdout: '',
      stderr: `${line}Run 'etcdutl --help' for usage.\n${line}`,
    })
    assert.equal((await runUtl(['versoin'], { env })).stderr, `${near}Run 'etcdutl --help' for usage.\n${near}`)
  }
})

test('a group shows its commands and exits with 0, whatever follows it', async () => {
  for (const args of [[], ['--help'], ['snapshot'], ['snapshot', 'nosuch'], ['check'], ['help', 'snapshot']]) {
    const run = await runUtl(args)
    assert.deepEqual([run.code, run.stderr], [0, ''])
    assert.match(run.stdout, /\nUsage:\n {2}etcdutl( \w+)? \[command\]\n/)
  }
})

test('help about no command goes to standard error', async () => {
  const run = await runUtl(['help', 'foo'])
  assert.deepEqual([run.code, run.stdout], [0, ''])
  assert.ok(run.stderr.startsWith('Unknown help topic [`foo`]\nUsage:\n  etcdutl [command]\n'))
})

test('the version is that of the pinned release', async () => {
  assert.equal((await runUtl(['version'])).stdout, 'etcdutl version: 3.7.1\nAPI version: 3.7\n')
  assert.equal(
    (await runUtl(['version'], { env: { ETCDCTL_COMPAT: '3.5' } })).stdout,
    'etcdutl version: 3.5.16\nAPI version: 3.5\n',
  )
})

test('snapshot save says where snapshots come from, also before a mistake and before its help', async () => {
  const notice = 'Command "save" is deprecated, Use `etcdctl snapshot save` to download snapshot\n'
  const error = 'Error: In order to download snapshot use: `etcdctl snapshot save ...`\n'
  assert.deepEqual(await runUtl(['snapshot', 'save', 'x']), { code: 128, stdout: '', stderr: notice + error })
  assert.equal((await runUtl(['snapshot', 'save', '--help'])).stderr, notice)
  assert.ok((await runUtl(['snapshot', 'save', '--foo'])).stderr.startsWith(`${notice}Error: unknown flag: --foo\n`))
  assert.doesNotMatch((await runUtl(['snapshot'])).stdout, /save /)
})

test('abbreviations are those of the pinned release, and ours have none', async () => {
  const path = async (word: string, pin: string) => (await runUtl([word, '--compat', pin])).stderr.split('\n')[0]
  assert.match((await path('hashk', '3.6')) ?? '', /accepts 1 arg/)
  assert.match((await path('hashk', '3.5')) ?? '', /unknown command "hashk"/)
  assert.match((await path('ba', '3.5')) ?? '', /required flag/)
  assert.match((await path('ba', '3.6')) ?? '', /unknown command "ba"/)
  assert.match((await path('list', 'auto')) ?? '', /unknown command "list"/)
  assert.match((await runUtl(['snapshot', 's', '--compat', '3.6'])).stderr, /snapshot status requires/)
  assert.equal((await runUtl(['snapshot', 's', '--compat', '3.5'])).code, 0)
})

test('3.5 wants a data directory for a restore, later releases have a default', async () => {
  const old = await runUtl(['snapshot', 'restore', 'nosuch', '--compat', '3.5'])
  assert.ok(old.stderr.startsWith('Error: required flag(s) "data-dir" not set\n'))
  const late = await runUtl(['snapshot', 'restore', 'nosuch', '--compat', '3.6'])
  assert.match(late.stderr, /"data-dir": "default\.etcd".*\nError: open nosuch: no such file or directory\n$/)
})

test('variables of etcdctl mean nothing to etcdutl, but for the pin', async () => {
  const env = { ETCDCTL_WRITE_OUT: 'xml', ETCDCTL_API: '2', ETCDCTL_COMPAT: '3.6' }
  assert.deepEqual(await runUtl(['version'], { env }), {
    code: 0,
    stdout: 'etcdutl version: 3.6.14\nAPI version: 3.6\n',
    stderr: '',
  })
})

test('shells get the words of etcdutl', async () => {
  const run = await runUtl(['__completeNoDesc', 'snapshot', ''])
  assert.deepEqual([run.code, run.stdout], [0, 'restore\nstatus\nverify\n:4\n'])
  const flags = async (pin: string) =>
    (await runUtl(['__completeNoDesc', 'defrag', '--'], { env: { ETCDCTL_COMPAT: pin } })).stdout
  const original = '--timeout\n--write-out\n--data-dir\n--help\n:4\n'
  assert.equal(await flags('3.7'), original)
  assert.equal(await flags('auto'), `--compat\n--raw\n${original}`)
  const formats = async (pin: string) =>
    (await runUtl(['__completeNoDesc', '-w', ''], { env: { ETCDCTL_COMPAT: pin } })).stdout
  assert.equal(await formats('3.7'), 'fields\njson\nprotobuf\nsimple\ntable\n:0\n')
  assert.equal(await formats('auto'), 'fields\njson\nprotobuf\nsimple\ntable\njsonl\n:0\n')
  assert.match((await runUtl(['completion', 'bash'])).stdout, /complete -o default -F __start_etcdutl etcdutl\n$/)
})

test('help reads flags, in both programs', async () => {
  for (const run of [runCli, runUtl]) {
    assert.equal((await run(['help', '-w', 'json'])).stdout, (await run(['--help'])).stdout)
    assert.equal((await run(['help', 'snapshot', '-w', 'json'])).stdout, (await run(['help', 'snapshot'])).stdout)
    assert.equal((await run(['help', '--foo'])).code, 1)
  }
})
