// Writes src/kubernetes/table.ts from the sources of k8s.io/api and k8s.io/apimachinery: `npm run gen:kubernetes -- <folder>`, where
// the folder holds api@v0.x.y and apimachinery@v0.x.y of three minor releases, as `go mod download` lays them down.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateTable } from './kubernetes/generate-table.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  throw new Error('usage: npm run gen:kubernetes -- <folder of api@v0.x.y and apimachinery@v0.x.y>')
}
const text = generateTable(folder)
writeFileSync(join(import.meta.dirname, '../src/kubernetes/table.ts'), text)
console.log(`${text.split('\n', 1)[0]}\n${text.length} bytes`)
