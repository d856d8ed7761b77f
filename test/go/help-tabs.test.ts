import assert from 'node:assert/strict'
import test from 'node:test'
import { alignTabs } from '../../src/go/help-tabs.ts'

test('cells of neighbouring lines are filled with tabs to a multiple of eight', () => {
  assert.equal(alignTabs('a\tx\nabcdefgh\ty\n'), 'a\t\tx\nabcdefgh\ty\n')
  assert.equal(alignTabs('abcdefg\tx'), 'abcdefg\tx')
})

test('a line without the cell ends the column', () => {
  assert.equal(alignTabs('a\tx\n\nabcdefgh\ty'), 'a\tx\n\nabcdefgh\ty')
  assert.equal(alignTabs('TITLE:\n\ta b\t1\n\tabcdefgh\t2'), 'TITLE:\n\ta b\t\t1\n\tabcdefgh\t2')
})

test('width is counted in characters', () => {
  assert.equal(
    alignTabs('\u{1f600}\u{1f600}\u{1f600}\u{1f600}\tx\n1234567\ty'),
    '\u{1f600}\u{1f600}\u{1f600}\u{1f600}\tx\n1234567\ty',
  )
})
