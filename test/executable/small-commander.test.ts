import assert from 'node:assert/strict'
import test from 'node:test'
import { Command } from 'commander'
import { etcdutl } from '../../src/etcdutl/main.ts'
import { Command as SmallCommand, type Option as SmallOption } from '../../src/executable/small-commander.ts'
import { canonicalArgs, parseFlags } from '../../src/frame/argv.ts'
import { type Flag, flagsOf } from '../../src/frame/flags.ts'
import type { Program } from '../../src/frame/run.ts'
import { etcdctl } from '../../src/main.ts'

const samples = {
  bool: ['true', 'false'],
  string: ['a=b', '--x', ''],
  strings: ['a,b', 'c', '"d,e"'],
  int: ['-5', '0x1F'],
  int64: ['9223372036854775807'],
  uint64: ['18446744073709551615'],
  duration: ['1h30m', '2s'],
} as const

/** Every command line that is tried: no flag, each flag alone, and twice, with and without arguments. */
function lines(flags: readonly Flag[]): string[][] {
  const single = flags.flatMap((flag) => samples[flag.type].map((text) => [`--${flag.name()}=${text}`]))
  const twice = flags.map((flag) => samples[flag.type].map((text) => `--${flag.name()}=${text}`))
  const all = [[], ...single, ...twice, twice.flat()]
  return [...all, ...all.map((line) => [...line, 'k', 'v', '-', ''])]
}

function seen(Made: typeof Command, flags: readonly Flag[], line: readonly string[]) {
  const command = new Made('tried')
  for (const flag of flags) command.addOption(flag)
  const calls: unknown[] = []
  command.action((args: string[], values: object) => void calls.push(args, { ...values }))
  command.argument('[args...]').exitOverride().parse(line, { from: 'user' })
  command.setOptionValue('made', 1)
  const sources = flags.map((flag) => command.getOptionValueSource(flag.attributeName()) ?? 'unset')
  return { calls, values: { ...command.opts() }, args: command.args, name: command.name(), sources }
}

async function eachLeaf<A>(
  { root, describedApp }: Pick<Program<A>, 'root' | 'describedApp'>,
  visit: (flags: Flag[]) => void,
): Promise<void> {
  for (const child of root.children ?? []) await eachLeaf({ root: child, describedApp }, visit)
  const factory = await root.load?.()
  if (factory !== undefined) visit([...flagsOf(factory(describedApp)), ...(root.inherited?.() ?? [])])
}

test('what stands in for commander reads every command line of every command as commander does', async () => {
  let tried = 0
  const compare = (flags: Flag[]): void => {
    for (const written of lines(flags)) {
      const line = canonicalArgs(parseFlags(flags, written), flags, { keepDash: true })
      const small = SmallCommand as unknown as typeof Command
      assert.deepEqual(seen(small, flags, line), seen(Command, flags, line), line.join(' '))
      tried++
    }
  }
  await eachLeaf(etcdctl, compare)
  await eachLeaf(etcdutl, compare)
  assert.ok(tried > 400, `${tried} lines`)
})

test('an option that stands in for one of commander has its names', async () => {
  const { Option } = await import('../../src/executable/small-commander.ts')
  const flags: Flag[] = []
  await eachLeaf(etcdctl, (own) => flags.push(...own))
  const names = (option: SmallOption) => [option.name(), option.attributeName(), option.description]
  for (const flag of flags) {
    const made = new Option(flag.flags, flag.description)
    assert.deepEqual(names(made), [flag.name(), flag.attributeName(), flag.description])
  }
  assert.ok(flags.length > 60)
})

test('a line that is not in canonical form is refused', () => {
  assert.throws(() => new SmallCommand('x').parse(['a']), /canonical/)
  assert.throws(() => new SmallCommand('x').parse(['--no=1', '--']), /--no=1/)
})

test('an action that fails makes parsing fail', async () => {
  const failing = new SmallCommand('x').action(() => Promise.reject(new Error('told')))
  await assert.rejects(failing.parseAsync(['--']), { message: 'told' })
})
