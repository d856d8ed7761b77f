import assert from 'node:assert/strict'
import test from 'node:test'
import { boolFlag, int64Flag, stringFlag } from '../../src/go/flags.ts'
import { v2Command } from '../../src/v2/command.ts'
import type { V2Mode } from '../../src/v2/mode.ts'
import { readFlags, UsageMistake } from '../../src/v2/parse-flags.ts'
import { reordered } from '../../src/v2/reorder.ts'

const set = v2Command({
  name: 'set',
  summary: '',
  args: '',
  takes: 2,
  flags: [int64Flag('ttl', 0n, ''), stringFlag('swap-with-value', '', ''), boolFlag('in-order', '')],
  run: () => undefined,
})

const modes: Readonly<Record<string, V2Mode>> = {
  A: { release: '3.4', isAuto: false },
  B: { release: '3.5', isAuto: false },
  auto: { release: '3.4', isAuto: true },
}

/** The arguments that are left, or that the line is a mistake. */
function read(mode: string, line: string): string {
  const words = line.split(' ').filter((word) => word !== '')
  try {
    const given = modes[mode]
    assert.ok(given)
    const { rest, values } = readFlags(set.flags, reordered(set, words, given))
    const ttl = values.get('ttl')
    return `${rest.join(' ')}${ttl === 0n ? '' : ` ttl ${ttl}`}`
  } catch (error) {
    if (error instanceof UsageMistake) return 'mistake'
    throw error
  }
}

const lines: readonly (readonly [line: string, a: string, b: string, auto: string])[] = [
  ['/k v --ttl 5', '/k v ttl 5', '/k v ttl 5', '/k v ttl 5'],
  ['/k --ttl 5 v', 'v /k ttl 5', '/k v ttl 5', '/k v ttl 5'],
  ['--ttl 5 /k v', '/k v ttl 5', '/k v ttl 5', '/k v ttl 5'],
  ['/k -x', 'mistake', '/k -x', '/k -x'],
  ['-- /k -x', '/k -x', '/k -x', '/k -x'],
  ['/k -- -x', '/k -- -x', '/k -- -x', '/k -x'],
  ['/k --ttl -5 v', 'v /k ttl -5', 'mistake', '/k v ttl -5'],
  ['/k --in-order v', 'v /k', 'v /k', '/k v'],
  ['/k -', '/k -', '/k -', '/k -'],
  ['/k v --nope', 'mistake', '/k v --nope', 'mistake'],
  ['--nope /k v', 'mistake', 'mistake', 'mistake'],
  ['/k v --swap-with-value', 'v', 'v', 'mistake'],
]

test('flags among the arguments are read as each generation reads them, and without a pin no word changes places', () => {
  for (const [line, a, b, auto] of lines) {
    assert.deepEqual([read('A', line), read('B', line), read('auto', line)], [a, b, auto], line)
  }
})
