import assert from 'node:assert/strict'
import test from 'node:test'
import { parseProfile } from '../../src/base/release.ts'
import { argumentsOf } from '../../src/frame/dispatch.ts'
import {
  boolFlag,
  durationFlag,
  type Flag,
  int64Flag,
  intFlag,
  missingFlagsMessage,
  stringFlag,
  stringsFlag,
  uint64Flag,
  valuesOf,
} from '../../src/go/flags.ts'
import { doubleDashes, FlagError, parseFlags } from '../../src/go/parse-flags.ts'

const flags: Flag[] = [
  boolFlag('prefix', ''),
  boolFlag('interactive', '', { shorthand: 'i' }),
  boolFlag('insecure-transport', '', { default: true }),
  boolFlag('no-dest-prefix', ''),
  stringFlag('dest-prefix', '', ''),
  stringFlag('write-out', 'simple', '', { shorthand: 'w' }),
  int64Flag('limit', 0n, ''),
  uint64Flag('max-txn-ops', 128n, ''),
  durationFlag('command-timeout', 5_000_000_000n, ''),
  stringsFlag('endpoints', ['127.0.0.1:2379'], ''),
]

function given(...args: string[]): Record<string, unknown> {
  const parsed = parseFlags(flags, args)
  return Object.fromEntries([...parsed.given].map((name) => [name, parsed.values.get(name)]))
}

const accepted: [args: string[], want: Record<string, unknown>][] = [
  [['--limit', '5'], { limit: 5n }],
  [['--limit=5'], { limit: 5n }],
  [['--limit', '-5'], { limit: -5n }],
  [['--limit', '0x1F'], { limit: 31n }],
  [['--limit', '1_000'], { limit: 1000n }],
  [['--limit', '1', '--limit', '2'], { limit: 2n }],
  [['--max-txn-ops', '18446744073709551615'], { 'max-txn-ops': 18446744073709551615n }],
  [['-w', 'json'], { 'write-out': 'json' }],
  [['-wjson'], { 'write-out': 'json' }],
  [['-w=json'], { 'write-out': 'json' }],
  [['-w='], { 'write-out': '=' }],
  [['-w', '--prefix'], { 'write-out': '--prefix' }],
  [['--write-out='], { 'write-out': '' }],
  [['--write-out=a=b'], { 'write-out': 'a=b' }],
  [['-iw', 'json'], { interactive: true, 'write-out': 'json' }],
  [['-i=false'], { interactive: false }],
  [['--prefix', 'false'], { prefix: true }],
  [['--insecure-transport=F'], { 'insecure-transport': false }],
  [['--command-timeout', '1m30s'], { 'command-timeout': 90_000_000_000n }],
  [['--command-timeout=-1s'], { 'command-timeout': -1_000_000_000n }],
  [['--endpoints', 'a,b', '--endpoints', '"c,d"'], { endpoints: ['a', 'b', 'c,d'] }],
  [['--endpoints', ''], { endpoints: [] }],
]

test('flags are read in every form that pflag takes', () => {
  for (const [args, want] of accepted) assert.deepEqual(given(...args), want, JSON.stringify(args))
})

const refused: [args: string[], message: string][] = [
  [['--nosuch'], 'unknown flag: --nosuch'],
  [['--nosuch=1'], 'unknown flag: --nosuch'],
  [['-v'], "unknown shorthand flag: 'v' in -v"],
  [['-ix'], "unknown shorthand flag: 'x' in -x"],
  [['-i='], "unknown shorthand flag: '=' in -="],
  [['-\t'], "unknown shorthand flag: '\\t' in -\t"],
  [["-'"], "unknown shorthand flag: '\\'' in -'"],
  [['-"'], 'unknown shorthand flag: \'"\' in -"'],
  [['-\u00e9'], "unknown shorthand flag: '\u00c3' in -\u00e9"],
  [['--limit'], 'flag needs an argument: --limit'],
  [['-w'], "flag needs an argument: 'w' in -w"],
  [['-iw'], "flag needs an argument: 'w' in -w"],
  [['--=x'], 'bad flag syntax: --=x'],
  [['---x'], 'bad flag syntax: ---x'],
  [['--limit', 'abc'], 'invalid argument "abc" for "--limit" flag: strconv.ParseInt: parsing "abc": invalid syntax'],
  [['--limit=1.5'], 'invalid argument "1.5" for "--limit" flag: strconv.ParseInt: parsing "1.5": invalid syntax'],
  [
    ['--limit', '9223372036854775808'],
    'invalid argument "9223372036854775808" for "--limit" flag: strconv.ParseInt: parsing "9223372036854775808": value out of range',
  ],
  [
    ['--max-txn-ops', '-1'],
    'invalid argument "-1" for "--max-txn-ops" flag: strconv.ParseUint: parsing "-1": invalid syntax',
  ],
  [['--prefix=zz'], 'invalid argument "zz" for "--prefix" flag: strconv.ParseBool: parsing "zz": invalid syntax'],
  [
    ['-i=maybe'],
    'invalid argument "maybe" for "-i, --interactive" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  [['--command-timeout', '5'], 'invalid argument "5" for "--command-timeout" flag: time: missing unit in duration "5"'],
  [['--command-timeout', 'x'], 'invalid argument "x" for "--command-timeout" flag: time: invalid duration "x"'],
  [
    ['--endpoints', 'a"b'],
    'invalid argument "a\\"b" for "--endpoints" flag: parse error on line 1, column 2: bare " in non-quoted-field',
  ],
  [['--help', '--nosuch'], 'unknown flag: --nosuch'],
]

test('mistakes are refused in the words of pflag', () => {
  for (const [args, message] of refused) {
    const isMeant = (error: unknown): boolean =>
      error instanceof FlagError && error.message === message && error.exitCode === 1
    assert.throws(() => parseFlags(flags, args), isMeant, JSON.stringify(args))
  }
})

test('positionals mix with flags, a lone dash is one, and -- ends the flags', () => {
  const parsed = parseFlags(flags, ['k', '--prefix', '-', '', '--', '--limit', '--', '-h'])
  assert.deepEqual(parsed.positionals, ['k', '-', '', '--limit', '--', '-h'])
  assert.equal(parsed.dashAt, 3)
  assert.equal(parsed.help, false)
  assert.equal(parseFlags(flags, ['k']).dashAt, undefined)
})

test('every flag has a value, and only flags on the command line count as given', () => {
  const parsed = parseFlags(flags, ['--limit=0'])
  assert.deepEqual([...parsed.given], ['limit'])
  assert.equal(parsed.values.get('max-txn-ops'), 128n)
  assert.deepEqual(parsed.values.get('endpoints'), ['127.0.0.1:2379'])
})

test('help is a bool flag like any other', () => {
  assert.equal(parseFlags(flags, ['-h']).help, true)
  assert.equal(parseFlags(flags, ['--help', '--help=false']).help, false)
  assert.throws(() => parseFlags(flags, ['-hx']), { message: "unknown shorthand flag: 'x' in -x" })
})

test('of two flags with one name the first is used', () => {
  const parsed = parseFlags([stringFlag('user', '', ''), int64Flag('user', 0n, '')], ['--user', 'x'])
  assert.equal(parsed.values.get('user'), 'x')
})

test('values have camel-cased names, one for each flag', () => {
  const { values } = parseFlags(flags, ['--no-dest-prefix', '-w', 'json'])
  assert.deepEqual(
    valuesOf([boolFlag('no-dest-prefix', ''), stringFlag('write-out', '', ''), intFlag('ttl', 7n, '')], values),
    {
      noDestPrefix: true,
      writeOut: 'json',
      ttl: 7n,
    },
  )
})

test('the arguments hold the dash on request only', () => {
  const parsed = parseFlags(flags, ['k', '--prefix', '--limit=1', '--', 'echo', '-n'])
  assert.deepEqual(argumentsOf(parsed, false), ['k', 'echo', '-n'])
  assert.deepEqual(argumentsOf(parsed, true), ['k', '--', 'echo', '-n'])
})

test('a flag that must be given is named when it is not, in the releases that want it', () => {
  const asked = [
    stringFlag('b', '', '', { isRequired: true }),
    stringFlag('a', '', '', { requiredUntil: '3.5' }),
    stringFlag('c', '', ''),
  ]
  const message = (compat: string, ...given: string[]) =>
    missingFlagsMessage(asked, new Set(given), parseProfile(compat))
  assert.equal(message('3.5'), 'required flag(s) "a", "b" not set')
  assert.equal(message('3.4', 'a'), 'required flag(s) "b" not set')
  assert.equal(message('3.6'), 'required flag(s) "b" not set')
  assert.equal(message('3.7', 'b'), undefined)
})

test('one dash will do for full names where a command allows it, up to the two dashes', () => {
  const flags = [stringFlag('start-snap', '', ''), boolFlag('raw', '')]
  const args = ['-raw', '-start-snap=x', '-start-snap', '-rawer', '-r', '--raw', '-', '--', '-raw']
  const expected = ['--raw', '--start-snap=x', '--start-snap', '-rawer', '-r', '--raw', '-', '--', '-raw']
  assert.deepEqual(doubleDashes(flags, args), expected)
})
