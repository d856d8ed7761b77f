import assert from 'node:assert/strict'
import test from 'node:test'
import { suggestionsFor } from '../../src/frame/suggest.ts'

const names = ['get', 'put', 'del', 'endpoint', 'elect', 'member', 'snapshot']

test('names at most two edits away come up, letter case aside', () => {
  assert.deepEqual(suggestionsFor('gte', names), ['get'])
  assert.deepEqual(suggestionsFor('GET', names), ['get', 'put', 'del'])
  assert.deepEqual(suggestionsFor('membre', names), ['member'])
  assert.deepEqual(suggestionsFor('mbr', names), [])
})

test('names that begin with the text come up whatever their length, in the order given', () => {
  assert.deepEqual(suggestionsFor('e', names), ['get', 'del', 'endpoint', 'elect'])
  assert.deepEqual(suggestionsFor('SNAP', names), ['snapshot'])
})

test('distance is counted in bytes', () => {
  assert.deepEqual(suggestionsFor('g\u00e9t', names), ['get'])
  assert.deepEqual(suggestionsFor('\u65e5et', names), [])
})
