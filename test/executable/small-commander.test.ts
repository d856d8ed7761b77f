import assert from 'node:assert/strict'
import test from 'node:test'
import { Command } from 'commander'
import { Command as SmallCommand } from '../../src/executable/small-commander.ts'

/** What dispatch.ts does with either. */
async function dispatched(Made: typeof Command, names: readonly string[], args: readonly string[]) {
  const program = new Made('program').exitOverride()
  let command = program
  for (const name of names) command = command.command(name, { hidden: true })
  const calls: unknown[] = []
  command.argument('[args...]').action((given: string[]) => void calls.push(given))
  await program.parseAsync([...names, '--', ...args], { from: 'user' })
  return calls
}

const paths = [[], ['get'], ['member', 'add'], ['help'], ['version'], ['__complete']]
const lines = [[], ['k'], ['k', 'v', '-', ''], ['--', 'echo', '-n'], ['--help'], ['-x', 'get', '--version'], ['\udcff']]

test('what stands in for commander hands over every line as commander does', async () => {
  for (const names of paths) {
    for (const args of lines) {
      const expected = [args]
      assert.deepEqual(
        await dispatched(Command, names, args),
        expected,
        `commander: ${names.join(' ')}: ${args.join(' ')}`,
      )
      const small = SmallCommand as unknown as typeof Command
      assert.deepEqual(await dispatched(small, names, args), expected, `${names.join(' ')}: ${args.join(' ')}`)
    }
  }
})

test('an action that fails fails the run', async () => {
  const program = new SmallCommand()
  program.command('x').action(() => Promise.reject(new Error('no')))
  await assert.rejects(program.parseAsync(['x', '--']), { message: 'no' })
})
