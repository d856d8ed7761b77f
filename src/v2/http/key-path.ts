import { escapeBytes } from './form.ts'

/**
 * The path of a key below `prefix`, percent-encoded: slashes that repeat are one, `.` and `..` are resolved, a slash at the end
 * stays (3.0 to 3.5). Bytes of the key that are not UTF-8 are lone surrogates.
 */
export function keyPath(prefix: string, key: string): string {
  return escapePath(canonicalPath(`${prefix}${key === '' || key.startsWith('/') ? '' : '/'}${key}`))
}

/** As Go writes paths in URLs. */
export function escapePath(path: string): string {
  return escapeBytes(path, /^[\w.~$&+,/:;=@-]*$/, /[\w.~$&+,/:;=@-]/)
}

/** Without `.`, `..` and slashes that repeat; one at the end stays. */
export function canonicalPath(path: string): string {
  const clean = cleanPath(path)
  return path.endsWith('/') && clean !== '/' ? `${clean}/` : clean
}

/** From the root, without a slash at the end. */
export function cleanPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}
