/** zap's JSON string: only three control characters have short forms. Lone surrogates are bytes that are not UTF-8. */
export function logText(text: string): string {
  const escaped = text.replace(/["\\\x00-\x1f]|\p{Cs}/gu, (char) => {
    if (char >= '\ud800') return '\\ufffd'
    if (char === '"' || char === '\\') return `\\${char}`
    const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[char]
    return short ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `"${escaped}"`
}

/** Local time as 3.4 writes it, from milliseconds since 1970: `2026-11-20 13:11:25.100126`. */
export function plainStamp(now: number): string {
  const { date, time } = localTime(now)
  return `${date} ${time}`
}

/** Local time with its zone as 3.5 to 3.7 write it, from milliseconds since 1970: `2026-11-20T13:11:25.257546+0200`, `Z` for UTC. */
export function logStamp(now: number): string {
  const { date, time } = localTime(now)
  const minutes = -new Date(now).getTimezoneOffset()
  if (minutes === 0) return `${date}T${time}Z`
  const zone = Math.abs(minutes)
  return `${date}T${time}${minutes < 0 ? '-' : '+'}${padded(Math.trunc(zone / 60), 2)}${padded(zone % 60, 2)}`
}

function localTime(now: number): { date: string; time: string } {
  const at = new Date(now)
  const micros = Math.floor((now - Math.floor(now)) * 1000)
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => padded(part, 2)).join(':')
  return {
    date: [padded(at.getFullYear(), 4), padded(at.getMonth() + 1, 2), padded(at.getDate(), 2)].join('-'),
    time: `${clock}.${padded(at.getMilliseconds(), 3)}${padded(micros, 3)}`,
  }
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
