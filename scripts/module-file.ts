/** A file of source that holds a WebAssembly module as text. `script` is the path of what made it. */
export function moduleFile(name: string, bytes: Uint8Array, script: string): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,110}/g) ?? []
  const joined = lines.map((line) => `  '${line}'`).join(' +\n')
  return `// Made by ${script}, not by hand.\n\nexport const ${name} =\n${joined}\n`
}
