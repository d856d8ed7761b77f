/** One block of a PEM file: its label and its contents. */
export interface PemBlock {
  readonly type: string
  readonly der: Buffer
}

const armour = /^-----BEGIN ([^\n-]+)-----[ \t]*\r?\n([\s\S]*?)^-----END \1-----[ \t]*\r?$/gm

/** The blocks of a PEM file in order. Text between them, and blocks that are not base64, are passed over, as in Go. */
export function pemBlocks(file: Buffer): PemBlock[] {
  const blocks: PemBlock[] = []
  for (const [, type = '', body = ''] of file.toString('latin1').matchAll(armour)) {
    const base64 = body.replace(/^(?:[^\n:]+:.*\n)+\r?\n/, '').replace(/\s/g, '')
    if (/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) blocks.push({ type, der: Buffer.from(base64, 'base64') })
  }
  return blocks
}

/** A block as it stands in its file. */
export interface PlainBlock extends PemBlock {
  readonly text: string
}

const begin = '-----BEGIN '

/**
 * The block of a file that holds one, without headers and written as the tools write it; text may stand around it. Undefined for
 * any other file. `pemBlocks` would find the same one, and takes longer: its patterns have to be compiled.
 */
export function plainBlock(file: Buffer): PlainBlock | undefined {
  const text = file.toString('latin1')
  const start = text.indexOf(begin)
  const typeEnd = text.indexOf('-----\n', start + begin.length)
  if (start === -1 || typeEnd === -1 || (start > 0 && text[start - 1] !== '\n')) return undefined
  const type = text.slice(start + begin.length, typeEnd)
  const last = `\n-----END ${type}-----`
  const bodyEnd = text.indexOf(last, typeEnd)
  const end = bodyEnd + last.length
  const isLast = text.indexOf('-----BEGIN', typeEnd) === -1
  if (bodyEnd === -1 || !isLast || (end < text.length && text[end] !== '\n')) return undefined
  const base64 = text.slice(typeEnd + '-----\n'.length, bodyEnd).replaceAll('\n', '')
  const der = Buffer.from(base64, 'base64')
  return der.toString('base64') === base64 ? { type, der, text: `${text.slice(start, end)}\n` } : undefined
}

export function toPem({ type, der }: PemBlock): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n')
}
