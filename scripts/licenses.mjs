// The licences of the packages whose code is in a bundle, for the file that goes with it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const apache = 'The text of the Apache License 2.0 is in the file LICENSE of this package.'

/** A text with the licence of each package that has code in the bundle; `inputs` are the paths that its maker read. */
export function licensesText(inputs) {
  const parts = packagesIn(inputs).map(
    ({ name, version, license, folder, files }) =>
      `${name} ${version}: ${license}\n\n${ownTexts(folder) ?? headings(files)}`,
  )
  return ['This program holds code of the packages below.', ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)
}

/** The packages that `inputs` are files of, in the order of their folders. */
export function packagesIn(inputs) {
  const filesOf = new Map()
  for (const path of [...inputs].sort()) {
    const [folder] = /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path) ?? []
    if (folder !== undefined) filesOf.set(folder, [...(filesOf.get(folder) ?? []), path])
  }
  return [...filesOf].map(([folder, files]) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return { name, version, license, folder, files }
  })
}

/** The longest of the texts is the same Apache License that we are under. */
function ownTexts(folder) {
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
  if (names.length === 0) return undefined
  return names
    .map((name) => readFileSync(join(folder, name), 'utf8').trim())
    .map((text) => (/^Apache License\s+Version 2\.0/.test(text) ? apache : text))
    .join('\n\n')
}

/** What stands over the code: some packages have their terms nowhere else. */
function headings(files) {
  const found = files.map((path) => /^(?:\/\/.*\n)+/.exec(readFileSync(path, 'utf8'))?.[0])
  const texts = [...new Set(found)].filter((text) => text?.includes('Copyright'))
  if (texts.length === 0) throw new Error(`no licence was found in ${files[0]}`)
  return texts.map((text) => text.replaceAll(/^\/\/ ?/gm, '').trim()).join('\n\n')
}
