import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'

const root = join(import.meta.dirname, '..')
const widest = 110

/** The lines of a document that are prose, with their numbers: no code, no table, and not what a script writes. */
function proseOf(text: string): readonly (readonly [number, string])[] {
  let isCode = false
  let isWritten = false
  return [...text.split('\n').entries()].filter(([, line]) => {
    if (line.startsWith('```')) isCode = !isCode
    if (line.startsWith('<!-- figures')) isWritten = true
    if (line.startsWith('<!-- end of figures')) isWritten = false
    return !isCode && !isWritten && !/^(?: {4}|\||!\[)/.test(line)
  })
}

test('documents wrap where editors and mails show them whole', () => {
  const named = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md']
  const docs = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'))
  const files = [...named, ...docs.map((file) => join('docs', file))]
  assert.ok(files.length > named.length)
  const long = files.flatMap((file) =>
    proseOf(readFileSync(join(root, file), 'utf8'))
      .filter(([, line]) => [...line].length > widest)
      .map(([at]) => `${file}:${at + 1}`),
  )
  assert.deepEqual(long, [])
})
