import assert from 'node:assert/strict'
import test from 'node:test'
import { CliError } from '../../src/base/errors.ts'
import { type CommandPath, commandOf } from '../../src/frame/command.ts'
import {
  helpEnding,
  helpText,
  unknownCommandEnding,
  unknownTopicEnding,
  usageErrorEnding,
  usageText,
} from '../../src/frame/help/endings.ts'
import { optionsText } from '../../src/frame/help/listing.ts'
import type { HelpContext } from '../../src/frame/help/scope.ts'
import { resolveCommand, UnknownCommandError } from '../../src/frame/resolve-command.ts'
import { boolFlag, durationFlag, type Flag, int64Flag, stringFlag, stringsFlag } from '../../src/go/flags.ts'
import { parseFlags } from '../../src/go/parse-flags.ts'
import { fakeContext, fakeRoot } from './fake-tree.ts'

const globals = [
  stringFlag('write-out', 'simple', 'form', { shorthand: 'w' }),
  stringsFlag('endpoints', ['h:1'], 'addresses'),
]
const getFlags: Flag[] = [
  int64Flag('limit', 0n, 'most results'),
  boolFlag('prefix', 'keys that begin so'),
  stringFlag('order', 'none', 'direction'),
  durationFlag('wait', 1_500_000_000n, 'patience'),
]

const getCommand = commandOf({ use: 'get [options] <key> [range_end]', flags: getFlags, run: () => undefined })

function context(compat: string): HelpContext {
  const { program, profile } = fakeContext(compat)
  return { program: { ...program, globals }, profile }
}

function path(...words: string[]): CommandPath {
  return resolveCommand(fakeContext('3.7'), words).path
}

const oldGetHelp = `NAME:
\tget - about get

USAGE:
\tetcdctl get [options] <key> [range_end] [flags]

OPTIONS:
  -h, --help[=false]\tshow the help of get
      --limit=0\t\tmost results
      --order="none"\tdirection
      --prefix[=false]\tkeys that begin so
      --wait=1.5s\tpatience

GLOBAL OPTIONS:
      --endpoints=[h:1]\t\taddresses
  -w, --write-out="simple"\tform

`

test('a command is described in sections, indented by a tab in 3.4 and 3.5 and by two spaces in 3.6', () => {
  const topic = { path: path('get'), command: getCommand }
  assert.equal(helpText(context('3.4'), topic), oldGetHelp)
  assert.equal(helpText(context('3.5'), topic), oldGetHelp)
  assert.equal(helpText(context('3.6'), topic), oldGetHelp.replace(/^\t/gm, '  '))
})

const getUsage = `Usage:
  etcdctl get [options] <key> [range_end] [flags]

Flags:
  -h, --help            show the help of get
      --limit int       most results
      --order string    direction (default "none")
      --prefix          keys that begin so
      --wait duration   patience (default 1.5s)
`

test('3.7 and auto list the own flags of a command with their types', () => {
  const topic = { path: path('get'), command: getCommand }
  for (const compat of ['3.7', 'auto']) {
    assert.equal(usageText(context(compat), topic), getUsage)
    assert.equal(
      helpText(context(compat), topic),
      `about get\n\n${getUsage}Use "etcdctl options" to see the flags that every command takes.\n`,
    )
  }
})

test('a group lists its subcommands', () => {
  const topic = { path: path('endpoint') }
  assert.equal(
    usageText(context('3.7'), topic),
    `Usage:
  etcdctl endpoint [command]

Available Commands:
  hashkv      about hashkv
  health      about health
  status      about status

Flags:
      --cluster   ask all members
  -h, --help      show the help of endpoint

Use "etcdctl endpoint [command] --help" to read about one of the commands.
`,
  )
  const commands = 'COMMANDS:\n\thashkv\tabout hashkv\n\thealth\tabout health\n\tstatus\tabout status\n'
  assert.ok(usageText(context('3.5'), topic).includes(`API VERSION:\n\t3.5\n\n\n${commands}\nOPTIONS:\n`))
  assert.ok(usageText(context('3.6'), topic).includes('API VERSION:\n  3.6\n\nCOMMANDS:\n  hashkv\tabout hashkv\n'))
})

test('a subcommand shows the flags of its group apart from its own', () => {
  const topic = { path: path('endpoint', 'status') }
  assert.ok(
    usageText(context('3.7'), topic).endsWith(
      'Flags:\n  -h, --help   show the help of status\n\nGlobal Flags:\n      --cluster   ask all members\n',
    ),
  )
  assert.ok(
    usageText(context('3.4'), topic).startsWith(
      'NAME:\n\tendpoint status - about status\n\nUSAGE:\n\tetcdctl endpoint status [flags]\n\nOPTIONS:\n',
    ),
  )
  assert.ok(usageText(context('3.4'), topic).includes('GLOBAL OPTIONS:\n      --cluster[=false]\t\task all members\n'))
})

test('the root of 3.4 to 3.6 lists every runnable command and all flags', () => {
  const text = helpText(context('3.6'), { path: [fakeRoot] })
  assert.ok(
    text.startsWith(
      'NAME:\n  etcdctl - about etcdctl\n\nUSAGE:\n  etcdctl [flags]\n\nVERSION:\n  3.6.14\n\nAPI VERSION:\n  3.6\n\nCOMMANDS:\n  alarm disarm\t\t\tabout disarm\n  alarm list\t\t\tabout list\n  auth disable\t\t\tabout disable\n',
    ),
  )
  assert.ok(text.endsWith('  -h, --help[=false]\t\tshow the help of etcdctl\n  -w, --write-out="simple"\tform\n\n'))
  assert.ok(!text.includes('GLOBAL'))
})

test('the root of 3.7 lists its commands under five headings, without flags', () => {
  const text = helpText(context('3.7'), { path: [fakeRoot] })
  assert.ok(
    text.startsWith('about etcdctl\n\nUsage:\n  etcdctl [command]\n\nKey-value commands\n  compaction  about comp'),
  )
  const titles = text.split('\n\n').map((part) => part.split('\n')[0])
  assert.deepEqual(titles.slice(2, 7), [
    'Key-value commands',
    'Cluster maintenance commands',
    'Concurrency commands',
    'Authentication commands',
    'Utility commands',
  ])
  assert.ok(
    text.includes('  move-leader about move-leader\n  snapshot    about snapshot (see etcdctl snapshot --help)\n'),
  )
  assert.ok(!text.includes('--write-out'))
})

test('long text and examples have their places', () => {
  const command = commandOf({
    use: 'x',
    long: 'one\n\ntwo\n',
    examples: '  # how\n  etcdctl x',
    bareUse: true,
    run: () => undefined,
  })
  const leaf = { name: 'x', summary: 's', load: async () => command }
  const topic = { path: [fakeRoot, leaf], command }
  assert.ok(
    usageText(context('3.4'), topic).startsWith(
      'NAME:\n\tx - s\n\nUSAGE:\n\tetcdctl x\n\nDESCRIPTION:\n\tone\n\t\n\ttwo\n\nOPTIONS:\n',
    ),
  )
  assert.ok(
    usageText(context('3.6'), topic).includes('etcdctl x\n\nExamples:\n  # how\n  etcdctl x\n\nDESCRIPTION:\n  one\n'),
  )
  assert.ok(
    helpText(context('3.7'), topic).startsWith(
      'one\n\ntwo\n\nUsage:\n  etcdctl x\n\nExamples:\n  # how\n  etcdctl x\n\nFlags:\n',
    ),
  )
})

test('the options command lists the global flags by name', () => {
  assert.equal(
    optionsText(globals),
    'Every command also takes these flags:\n\n      --endpoints strings   addresses (default [h:1])\n  -w, --write-out string    form (default "simple")\n',
  )
})

test('help goes to stdout and succeeds', () => {
  const topic = { path: path('get'), command: getCommand }
  assert.deepEqual(helpEnding(context('3.4'), topic), { stdout: oldGetHelp, stderr: '', exitCode: 0 })
})

function flagMistake(): CliError {
  try {
    parseFlags([], ['--nosuch'])
  } catch (error) {
    if (error instanceof CliError) return error
  }
  throw new Error('was accepted')
}

test('a flag error comes with the usage, on the stream and with the repetition of the release', () => {
  const topic = { path: path('get'), command: getCommand }
  const outcome = (compat: string) => usageErrorEnding(context(compat), flagMistake(), topic)
  const line = 'Error: unknown flag: --nosuch\n'
  assert.deepEqual(outcome('3.4'), { stdout: oldGetHelp, stderr: `${line}\n${line}`, exitCode: 1 })
  assert.deepEqual(outcome('3.5'), { stdout: oldGetHelp, stderr: `${line}\n${line}`, exitCode: 1 })
  assert.equal(outcome('3.6').stderr, `${line}\n`)
  assert.ok(outcome('3.6').stdout.startsWith('NAME:\n  get - about get\n'))
  assert.deepEqual(outcome('3.7'), { stdout: '', stderr: `${line}${getUsage}\n`, exitCode: 1 })
  assert.deepEqual(outcome('auto'), outcome('3.7'))
})

test('an unknown command is an error with suggestions, said twice by 3.4 and 3.5', () => {
  const near = new UnknownCommandError('gte', 'etcdctl', ['get'])
  const line = 'Error: unknown command "gte" for "etcdctl"\n\nDid you mean this?\n\tget\n\n'
  const hint = "Run 'etcdctl --help' for usage.\n"
  assert.deepEqual(unknownCommandEnding(context('3.4'), near), { stdout: '', stderr: line + hint + line, exitCode: 1 })
  assert.equal(unknownCommandEnding(context('3.5'), near).stderr, line + hint + line)
  assert.equal(unknownCommandEnding(context('3.6'), near).stderr, line + hint)
  assert.equal(unknownCommandEnding(context('3.7'), near).stderr, line + hint)
  const far = new UnknownCommandError('xyzzy', 'etcdctl', [])
  assert.equal(
    unknownCommandEnding(context('auto'), far).stderr,
    `Error: unknown command "xyzzy" for "etcdctl"\n${hint}`,
  )
})

test('an unknown help topic succeeds, with the usage of the root', () => {
  const line = 'Unknown help topic [`nosuch` "a`b" `c\td`]\n'
  const words = ['nosuch', 'a`b', 'c\td']
  const old = unknownTopicEnding(context('3.6'), words)
  assert.deepEqual([old.stderr, old.exitCode], [line, 0])
  assert.ok(old.stdout.startsWith('NAME:\n  etcdctl - about etcdctl\n'))
  const recent = unknownTopicEnding(context('3.7'), words)
  assert.deepEqual([recent.stdout, recent.exitCode], ['', 0])
  assert.ok(recent.stderr.startsWith(`${line}Usage:\n  etcdctl [command]\n`))
})
