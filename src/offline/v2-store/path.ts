/** The path from the root on, without empty parts, `.` and `..`, as Go's path.Clean has it. */
export function cleanPath(path: string): string {
  const names: string[] = []
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue
    if (name === '..') names.pop()
    else names.push(name)
  }
  return `/${names.join('/')}`
}

/** The names of a clean path; none for the root. */
export function splitPath(path: string): string[] {
  return path === '/' ? [] : path.slice(1).split('/')
}
