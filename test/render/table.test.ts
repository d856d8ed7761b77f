import assert from 'node:assert/strict'
import test from 'node:test'
import { renderTable } from '../../src/render/table.ts'

const lines = (...text: string[]) => `${text.join('\n')}\n`
const health = ['endpoint', 'health', 'took', 'error']

test('ascii wraps at 30 columns and keeps the trailing space of the alarm text', () => {
  const rows = [['127.0.0.1:22200', 'false', '1.866983ms', 'Active Alarm(s): NOSPACE CORRUPT ']]
  assert.equal(
    renderTable({ header: health, rows, style: 'ascii' }),
    lines(
      '+-----------------+--------+------------+--------------------------------+',
      '|    ENDPOINT     | HEALTH |    TOOK    |             ERROR              |',
      '+-----------------+--------+------------+--------------------------------+',
      '| 127.0.0.1:22200 |  false | 1.866983ms |       Active Alarm(s): NOSPACE |',
      '|                 |        |            |                       CORRUPT  |',
      '+-----------------+--------+------------+--------------------------------+',
    ),
  )
})

// Recorded from 3.6: lines are evened out, and a word that is too long widens its column.
test('ascii evens the lines out and never breaks a word', () => {
  const long = 'x'.repeat(33)
  const rows = [
    ['e0', 'e2 ffffffff a ffffffff eeeeee ffffffff bb eeeeee bb'],
    ['e1', `e2 ${long} deadline eeeeee ${long}  a bb eeeeee dddd`],
  ]
  assert.equal(
    renderTable({ header: ['id', 'name'], rows, style: 'ascii' }),
    lines(
      '+----+-----------------------------------+',
      '| ID |               NAME                |',
      '+----+-----------------------------------+',
      '| e0 |     e2 ffffffff a ffffffff eeeeee |',
      '|    |             ffffffff bb eeeeee bb |',
      '| e1 |                                e2 |',
      `|    | ${long} |`,
      '|    |                   deadline eeeeee |',
      `|    | ${long} |`,
      '|    |                  a bb eeeeee dddd |',
      '+----+-----------------------------------+',
    ),
  )
})

test('ascii-3.4 wraps at the width that the rows above gave the column', () => {
  const long = 'x'.repeat(36)
  const rows = [[long], ['aaaaaaaaaa bbbbbbbbbb cccccccccc d']]
  const rule = `+-${'-'.repeat(36)}-+`
  assert.equal(
    renderTable({ header: ['error'], rows, style: 'ascii-3.4' }),
    lines(
      rule,
      `| ${' '.repeat(15)}ERROR${' '.repeat(16)} |`,
      rule,
      `| ${long} |`,
      `|   aaaaaaaaaa bbbbbbbbbb cccccccccc d |`,
      rule,
    ),
  )
  const modern = renderTable({ header: ['error'], rows, style: 'ascii' })
  assert.match(modern, /^\| {16}aaaaaaaaaa bbbbbbbbbb \|$/m)
})

test('ascii takes newlines for spaces, in a cell as wide as its widest line', () => {
  assert.equal(
    renderTable({ header: ['error'], rows: [['first\nsecond line of it']], style: 'ascii' }),
    lines(
      '+-------------------+',
      '|       ERROR       |',
      '+-------------------+',
      '| first second line |',
      '|             of it |',
      '+-------------------+',
    ),
  )
})

test('box does not wrap, trims cells and breaks them at newlines only', () => {
  const rows = [['127.0.0.1:1', 'false', '1.0685ms', ' Active Alarm(s):  NOSPACE and more text\nsecond ']]
  assert.equal(
    renderTable({ header: health, rows, style: 'box' }),
    lines(
      '┌─────────────┬────────┬──────────┬─────────────────────────────────────────┐',
      '│  ENDPOINT   │ HEALTH │   TOOK   │                  ERROR                  │',
      '├─────────────┼────────┼──────────┼─────────────────────────────────────────┤',
      '│ 127.0.0.1:1 │  false │ 1.0685ms │ Active Alarm(s):  NOSPACE and more text │',
      '│             │        │          │                                  second │',
      '└─────────────┴────────┴──────────┴─────────────────────────────────────────┘',
    ),
  )
})

test('box drops lines that are blank in every cell but keeps an empty row', () => {
  assert.equal(
    renderTable({
      header: ['a', 'b'],
      rows: [
        ['x\n\ny', ''],
        ['', ''],
        ['1\n\n3', '1\n2\n3'],
      ],
      style: 'box',
    }),
    lines(
      '┌───┬───┐',
      '│ A │ B │',
      '├───┼───┤',
      '│ x │   │',
      '│ y │   │',
      '│   │   │',
      '│ 1 │ 1 │',
      '│   │ 2 │',
      '│ 3 │ 3 │',
      '└───┴───┘',
    ),
  )
})

test('ascii-plain is box in ASCII: a rule above the header, below it and below the last row', () => {
  const rows = [['Active Alarm(s): NOSPACE CORRUPT '], ['x']]
  assert.equal(
    renderTable({ header: ['error'], rows, style: 'ascii-plain' }),
    lines(
      '+----------------------------------+',
      '|              ERROR               |',
      '+----------------------------------+',
      '| Active Alarm(s): NOSPACE CORRUPT |',
      '|                                x |',
      '+----------------------------------+',
    ),
  )
})

test('a table without rows has two rules below its header up to 3.6, and one since', () => {
  const header = ['endpoint', 'hash']
  const head = ['+----------+------+', '| ENDPOINT | HASH |', '+----------+------+']
  for (const style of ['ascii-3.4', 'ascii'] as const) {
    assert.equal(renderTable({ header, rows: [], style }), lines(...head, '+----------+------+'))
  }
  assert.equal(renderTable({ header, rows: [], style: 'ascii-plain' }), lines(...head))
  assert.equal(
    renderTable({ header: ['endpoint', 'hash', 'hash_revision'], rows: [], style: 'box' }),
    lines(
      '┌──────────┬──────┬───────────────┐',
      '│ ENDPOINT │ HASH │ HASH REVISION │',
      '└──────────┴──────┴───────────────┘',
    ),
  )
})

test('wide characters take two columns and escape sequences none, and both come out unchanged', () => {
  const rows = [['日本 x 👍 a <b>&"c'], ['\x1b[31mred']]
  assert.equal(
    renderTable({ header: ['name'], rows, style: 'box' }),
    lines(
      '┌────────────────────┐',
      '│        NAME        │',
      '├────────────────────┤',
      '│ 日本 x 👍 a <b>&"c │',
      '│                \x1b[31mred │',
      '└────────────────────┘',
    ),
  )
})
