import type { Random } from '../offline/damage/random.ts'

/** Where a server of the v2 API is asked. */
export type V2Url = string

const values = [
  '',
  'v',
  'two words',
  'line\nbreak',
  '"quoted" <&>',
  'ü€😀',
  '%ff%fe',
  '%e2%82',
  'a%00b',
  'x'.repeat(60),
]
const names = [
  'a',
  'b',
  'dir',
  '_hidden',
  'ü',
  '10',
  '9',
  '__proto__',
  'sp%20ace',
  '%ff',
  'q%22',
  '\u{ffee}',
  '\u{10000}',
]

interface Change {
  readonly method: 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: string
  readonly form?: string
}

/**
 * Changes a store at random, as users of the v2 API do: many a change is refused. Names are UTF-8: others change on their way through a .snap file, and what was deleted by the old name is there
 * again after a restart (3.4.23).
 */
export async function changeTextAtRandom(url: V2Url, random: Random, count: number): Promise<void> {
  for (let done = 0; done < count; ) {
    const change = drawChange(random)
    if (change.path.includes('%ff')) continue
    await send(url, change)
    done += 1
  }
}

async function send(url: V2Url, { method, path, query = '', form }: Change): Promise<void> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const body = form === undefined ? {} : { body: form, headers }
  const response = await fetch(`${url}/v2/keys${path}?${query}`, { method, ...body })
  await response.arrayBuffer()
  if (response.status >= 500) throw new Error(`${method} ${path}: ${response.status}`)
}

function drawChange(random: Random): Change {
  const path = drawPath(random)
  const form = drawForm(random)
  switch (random(12)) {
    case 0:
      return { method: 'DELETE', path }
    case 1:
      return {
        method: 'DELETE',
        path,
        query: pick(random, ['recursive=true', 'dir=true', 'prevValue=v', 'prevIndex=9']),
      }
    case 2:
      return { method: 'POST', path, form }
    case 3:
      return { method: 'PUT', path, form: pick(random, ['dir=true', 'dir=true&ttl=1', 'dir=true&ttl=9999']) }
    case 4:
      return { method: 'PUT', path, query: 'prevExist=true', form }
    case 5:
      return { method: 'PUT', path, query: 'prevExist=false', form }
    case 6:
      return { method: 'PUT', path, query: pick(random, ['prevValue=v', `prevIndex=${random(60)}`]), form }
    case 7:
      return { method: 'PUT', path, form: pick(random, ['refresh=true&ttl=500&prevExist=true', 'ttl=&prevExist=true']) }
    default:
      return { method: 'PUT', path, form }
  }
}

function drawPath(random: Random): string {
  return Array.from({ length: 1 + random(3) }, () => `/${pick(random, names)}`).join('')
}

function drawForm(random: Random): string {
  const ttl = pick(random, ['', '', '', '', '&ttl=1', '&ttl=1', '&ttl=5000'])
  return `value=${encoded(pick(random, values))}${ttl}`
}

/** What is percent-encoded already stays so. */
function encoded(value: string): string {
  return encodeURIComponent(value).replace(/%25(?=[0-9a-f]{2})/g, '%')
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random(from.length)] as T
}

/** The keys and values that a server lists: without hidden keys. */
export async function keysOverV2(url: string): Promise<Map<string, string>> {
  const response = await fetch(`${url}/v2/keys/?recursive=true&quorum=true`)
  const keys = new Map<string, string>()
  const visit = ({ key = '/', value, nodes }: JsonNode): void => {
    if (value !== undefined) keys.set(key, value)
    nodes?.forEach(visit)
  }
  visit(((await response.json()) as { node: JsonNode }).node)
  return keys
}

interface JsonNode {
  readonly key?: string
  readonly value?: string
  readonly nodes?: readonly JsonNode[]
}
