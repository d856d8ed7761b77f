// Writes the completion scripts of the program into completions/.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { completionFiles } from '../src/frame/completion/scripts.ts'

const folder = join(import.meta.dirname, '..', 'completions')
await mkdir(folder, { recursive: true })
for (const { file, text } of completionFiles()) await writeFile(join(folder, file), text)
