import { readFileSync } from 'node:fs'
import { get as getPlain } from 'node:http'
import { get as getSecure } from 'node:https'
import type { Certificates } from './certificates.ts'

const timeoutMs = 2_000

/** The JSON object at `url`, or undefined when it cannot be had now. Does not check the server's certificate. */
export function getJson(url: string, certificates?: Certificates): Promise<Record<string, unknown> | undefined> {
  return new Promise((resolve) => {
    const fail = () => resolve(undefined)
    const request = open(url, certificates, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', fail)
      response.on('end', () => resolve(parse(Buffer.concat(chunks).toString())))
    })
    request.on('error', fail)
    request.setTimeout(timeoutMs, () => request.destroy(new Error('timeout')))
  })
}

function open(url: string, certificates: Certificates | undefined, onResponse: Parameters<typeof getPlain>[2]) {
  if (certificates === undefined) return getPlain(url, { agent: false }, onResponse)
  const cert = readFileSync(certificates.client.cert)
  const key = readFileSync(certificates.client.key)
  return getSecure(url, { agent: false, cert, key, rejectUnauthorized: false }, onResponse)
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}
