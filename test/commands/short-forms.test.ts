import assert from 'node:assert/strict'
import test from 'node:test'
import { parseProfile, releases } from '../../src/base/release.ts'
import { root } from '../../src/commands/index.ts'
import type { Group } from '../../src/frame/command.ts'
import { resolveCommand } from '../../src/frame/resolve-command.ts'
import { globalFlags } from '../../src/global-flags.ts'

/** The tree without what the original does not have. */
function originalOf<A>(group: Group<A>): Group<A> {
  const children = group.children.filter(({ isOurs }) => isOurs !== true)
  return { ...group, children: children.map((child) => (child.children === undefined ? child : originalOf(child))) }
}

const original = originalOf(root)
const ours = root.children.filter(({ isOurs }) => isOurs === true).map(({ name }) => name)

function meaning(tree: typeof root, words: readonly string[], compat: string): string {
  const profile = parseProfile(compat)
  try {
    const { path, args } = resolveCommand({ program: { root: tree, globals: globalFlags }, profile }, words)
    return [...path.map(({ name }) => name), '|', ...args].join(' ')
  } catch (error) {
    return String(error)
  }
}

function* shortForms(group: Group<never>, above: readonly string[] = []): Generator<readonly string[]> {
  for (const child of group.children) {
    for (let length = 1; length <= child.name.length; length++) yield [...above, child.name.slice(0, length)]
    if (child.children !== undefined) yield* shortForms(child, [...above, child.name])
  }
}

test('every short form of a command means what it meant without the commands that the original does not have', () => {
  assert.ok(ours.length > 0)
  let count = 0
  for (const compat of ['auto', ...releases]) {
    for (const words of shortForms(root)) {
      if (words.length === 1 && ours.includes(words[0] ?? '')) continue
      assert.equal(meaning(root, words, compat), meaning(original, words, compat), `${compat}: ${words.join(' ')}`)
      count++
    }
  }
  assert.ok(count > 1000)
})

test('a command of ours is reached by its full name, and is as unknown under a pin as to that release', () => {
  for (const name of ours) {
    assert.equal(meaning(root, [name, 'x'], 'auto'), `etcdctl ${name} | x`)
    for (const compat of releases)
      assert.equal(meaning(root, [name, 'x'], compat), meaning(original, [name, 'x'], compat))
  }
})
