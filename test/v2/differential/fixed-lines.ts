import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Line } from './play-line.ts'

/** The lines of the file, in order. */
export function fixedLines(): readonly Line[] {
  const file = readFileSync(join(import.meta.dirname, '..', 'cases.txt'), 'utf8')
  const lines = file.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => {
    const [text = '', stdin = ''] = line.split(' <<< ')
    return { text, stdin: JSON.parse(`"${stdin}"`) as string }
  })
}
