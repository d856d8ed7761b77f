import { readFileSync } from 'node:fs'
import type { Session } from '../../app.ts'
import { readText } from './read-text.ts'

/** The metrics cannot be read. */
export class MetricsError extends Error {}

const metric = 'process_resident_memory_bytes'
const timeoutMs = 30_000
const proxyVariables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy']

type Environment = Readonly<Record<string, string | undefined>>

type TlsFiles = Pick<Session['flags'], 'cacert' | 'cert' | 'key' | 'insecureSkipTlsVerify'>

/**
 * How much memory the server at the endpoint takes, from its metrics. Throws a MetricsError. Over https the files of the
 * global flags are used, `--cacert` among them: the original leaves that out and needs a client certificate (3.4 to 3.7).
 * Proxies are asked by the rules of Go's HTTP.
 */
export async function residentBytes(endpoint: string, files: TlsFiles, env: Environment): Promise<number> {
  const base = /^https?:\/\//.test(endpoint) ? endpoint : `http://${endpoint}`
  return parseMetric(await fetchText(`${base}/metrics`, files, env))
}

async function fetchText(url: string, files: TlsFiles, env: Environment): Promise<string> {
  try {
    return await get(url, files, env)
  } catch (error) {
    throw new MetricsError(`fetch error: Get "${url}": ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function get(url: string, files: TlsFiles, env: Environment): Promise<string> {
  const isSecure = url.startsWith('https:')
  const options = { timeout: timeoutMs, ...(isSecure ? await tlsOptions(files) : {}) }
  if (proxyVariables.some((name) => (env[name] ?? '') !== '')) {
    const text = await (await import('./proxied-get.ts')).proxiedGet(url, env, options)
    if (text !== undefined) return text
  }
  const { request } = isSecure ? await import('node:https') : await import('node:http')
  return new Promise((resolve, reject) => {
    const call = request(url, options, (response) => void readText(response).then(resolve, reject))
    call.on('timeout', () => call.destroy(new Error('no answer in time')))
    call.on('error', reject)
    call.end()
  })
}

async function tlsOptions({ cacert, cert, key, insecureSkipTlsVerify }: TlsFiles) {
  const { nameProblem } = await import('../../client/tls/server-check.ts')
  const { parseCertificate } = await import('../../client/tls/x509/certificate.ts')
  return {
    ...(cacert === '' ? {} : { ca: readFileSync(cacert) }),
    ...(cert === '' ? {} : { cert: readFileSync(cert), key: readFileSync(key) }),
    rejectUnauthorized: !insecureSkipTlsVerify,
    checkServerIdentity: (host: string, { raw }: { readonly raw: Buffer }) => nameProblem(host, parseCertificate(raw)),
  }
}

function parseMetric(text: string): number {
  const line = text.split('\n').find((each) => each.startsWith(metric))
  const value = line?.slice(metric.length).trim() ?? ''
  if (value === '') throw new MetricsError(`could not find: ${metric}`)
  const bytes = Number(value)
  if (Number.isNaN(bytes)) throw new MetricsError(`parse error: strconv.ParseFloat: parsing "${value}": invalid syntax`)
  return bytes
}
