import assert from 'node:assert/strict'
import test from 'node:test'
import { parseProfile } from '../../src/base/release.ts'
import { apiVersionProblem, applyEnvironment, type EnvironmentEffect } from '../../src/frame/environment.ts'
import { globalFlags } from '../../src/global-flags.ts'
import { boolFlag } from '../../src/go/flags.ts'

interface Case {
  compat?: string
  given?: string[]
  extra?: string[]
}

const moment = new Date(2026, 10, 20, 13, 11, 25, 100).getTime() + 0.125

function apply(env: Record<string, string>, { compat = 'auto', given = [], extra = [] }: Case = {}): EnvironmentEffect {
  return applyEnvironment({
    flags: [...globalFlags, boolFlag('cluster', '')],
    given: new Set(given),
    env: Object.entries(env),
    profile: parseProfile(compat),
    clock: () => moment,
    extra,
  })
}

/** The zone of the machine is not what these tests are about. */
function inUtc(line: string | undefined): string {
  return (line ?? '').replace(/(\.\d{6})[+-]\d{4}"/, '$1Z"')
}

test('a variable sets the flag of its name in silence', () => {
  const { overrides, warnings, conflict } = apply({
    PATH: '/bin',
    ETCDCTL_ENDPOINTS: 'a:1,"b:2"',
    ETCDCTL_DIAL_TIMEOUT: '300ms',
    ETCDCTL_HEX: 't',
    ETCDCTL_CLUSTER: 'true',
  })
  assert.deepEqual(Object.fromEntries(overrides), {
    endpoints: ['a:1', 'b:2'],
    'dial-timeout': 300_000_000n,
    hex: true,
    cluster: true,
  })
  assert.deepEqual([warnings, conflict], [[], undefined])
})

test('a value that does not parse is passed over in silence', () => {
  const { overrides, warnings } = apply({ ETCDCTL_COMMAND_TIMEOUT: 'abc', ETCDCTL_HEX: 'maybe' })
  assert.deepEqual([[...overrides], warnings], [[], []])
})

test('a variable that is no boolean never turns TLS off', () => {
  for (const word of ['no', 'off', 'x', 'FaLSE']) {
    const { overrides, warnings } = apply({ ETCDCTL_INSECURE_TRANSPORT: word })
    assert.deepEqual([[...overrides], warnings], [[['insecure-transport', false]], []], word)
  }
})

const unknown = { ETCDCTL_ZED: '1', ETCDCTL_USER: '', ETCDCTL_FOO: 'b<a>r"\\\t\u0001\u00e9' }

test('3.4 warns about unknown and empty variables in plain lines, in the order of the environment', () => {
  assert.deepEqual(apply(unknown, { compat: '3.4' }).warnings, [
    '2026-11-20 13:11:25.100125 W | pkg/flags: unrecognized environment variable ETCDCTL_ZED=1',
    '2026-11-20 13:11:25.100125 W | pkg/flags: unrecognized environment variable ETCDCTL_USER=',
    '2026-11-20 13:11:25.100125 W | pkg/flags: unrecognized environment variable ETCDCTL_FOO=b<a>r"\\\t\u0001\u00e9',
  ])
})

test('3.5 and later warn in JSON lines that differ in the line number', () => {
  const start = '{"level":"warn","ts":"2026-11-20T13:11:25.100125Z","caller":"flags/flag.go:'
  const rest = '","msg":"unrecognized environment variable","environment-variable":"ETCDCTL_'
  for (const [compat, line] of Object.entries({ '3.5': 93, '3.6': 94, '3.7': 94 })) {
    assert.deepEqual(apply(unknown, { compat }).warnings.map(inUtc), [
      `${start}${line}${rest}ZED=1"}`,
      `${start}${line}${rest}USER="}`,
      `${start}${line}${rest}FOO=b<a>r\\"\\\\\\t\\u0001\u00e9"}`,
    ])
  }
})

test('a variable beside its flag ends the run, even empty, after the warnings that came first', () => {
  for (const value of ['', 'u', 'other']) {
    const env = { ETCDCTL_FOO: '1', ETCDCTL_USER: value, ETCDCTL_BAR: '2' }
    const { conflict, warnings } = apply(env, { compat: '3.4', given: ['user'] })
    assert.equal(
      conflict,
      '2026-11-20 13:11:25.100125 C | pkg/flags: conflicting environment variable "ETCDCTL_USER" is shadowed by corresponding command-line flag (either unset environment variable or disable flag)',
    )
    assert.equal(warnings.length, 1)
  }
})

test('the conflict is a JSON line from 3.5 on', () => {
  const end =
    '","msg":"conflicting environment variable is shadowed by corresponding command-line flag (either unset environment variable or disable flag))","environment-variable":"ETCDCTL_USER","stacktrace":""}'
  for (const [compat, line] of Object.entries({ '3.5': 85, '3.6': 86, '3.7': 86 })) {
    const { conflict } = apply({ ETCDCTL_USER: 'u' }, { compat, given: ['user'] })
    assert.equal(
      inUtc(conflict),
      `{"level":"fatal","ts":"2026-11-20T13:11:25.100125Z","caller":"flags/flag.go:${line}${end}`,
    )
  }
})

test('in auto a sentence says what is wrong, without values', () => {
  assert.deepEqual(apply(unknown, { compat: 'auto' }).warnings, [
    'ETCDCTL_ZED is not a variable of etcdctl and has no effect',
    'ETCDCTL_USER is empty and has no effect',
    'ETCDCTL_FOO is not a variable of etcdctl and has no effect',
  ])
  const { conflict } = apply({ ETCDCTL_DIAL_TIMEOUT: '1s' }, { given: ['dial-timeout'] })
  assert.equal(
    conflict,
    '--dial-timeout and ETCDCTL_DIAL_TIMEOUT are both set: leave out the flag or unset the variable',
  )
})

test('ETCDCTL_COMPAT is ours: never unknown, and no conflict with --compat', () => {
  const outcome = apply({ ETCDCTL_COMPAT: '3.5' }, { compat: '3.4', given: ['compat'] })
  assert.deepEqual([[...outcome.overrides], outcome.warnings, outcome.conflict], [[], [], undefined])
  assert.deepEqual(apply({ ETCDCTL_COMPAT: '' }).warnings, [])
})

test('the variables of watch are known to watch alone, unless empty', () => {
  const extra = ['watch-key', 'watch-range-end']
  assert.equal(apply({ ETCDCTL_WATCH_KEY: 'k' }).warnings.length, 1)
  assert.equal(apply({ ETCDCTL_WATCH_KEY: 'k', ETCDCTL_WATCH_RANGE_END: 'z' }, { extra }).warnings.length, 0)
  assert.equal(apply({ ETCDCTL_WATCH_KEY: '' }, { extra }).warnings.length, 1)
})

test('ETCDCTL_API is unknown to pins of 3.6 and 3.7 only', () => {
  const warned = ['3.4', '3.5', '3.6', '3.7', 'auto'].filter(
    (compat) => apply({ ETCDCTL_API: '3' }, { compat }).warnings[0],
  )
  assert.deepEqual(warned, ['3.6', '3.7'])
})

test('an API version other than 3 is refused where the variable has a meaning', () => {
  const problem = (version: string | undefined, compat: string) =>
    apiVersionProblem(version, parseProfile(compat))?.stderr ?? 'none'
  for (const compat of ['3.4', '3.5', '3.6', '3.7', 'auto']) {
    for (const version of [undefined, '', '3']) assert.equal(problem(version, compat), 'none')
  }
  assert.equal(problem('4', '3.4'), 'unsupported API version 4\n')
  assert.equal(problem('4', '3.5'), 'unsupported API version: 4\n')
  assert.equal(problem('4', 'auto'), 'Error: unsupported API version: 4\n')
  assert.equal(problem('4', '3.6'), 'none')
  assert.equal(problem('2', '3.7'), 'none')
})
