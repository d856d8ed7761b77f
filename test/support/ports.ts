import { createServer } from 'node:net'

/** Below the range the kernel draws from for outgoing connections, so that a port stays free between two starts. */
const first = 20_000
const last = 32_000

const given = new Set<string>()

/** Finds a port nobody listens on at `host`; never the same one twice in a process. */
export async function freePort(host = '127.0.0.1', preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(host, preferred))) return preferred
  for (;;) {
    const port = first + Math.floor(Math.random() * (last - first))
    const key = `${host}:${port}`
    if (given.has(key) || !(await isFree(host, port))) continue
    given.add(key)
    return port
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}
