/** One block of a PEM file: what its armour calls it, and its contents. */
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

export function toPem({ type, der }: PemBlock): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n')
}
