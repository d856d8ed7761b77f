const mostBytes = 254
const mostBytesOfLabel = 63

/** True for a text that Go asks a name server about: labels of ASCII letters, digits, `_` and inner `-`, not digits alone (Go 1.26). */
export function isDomainName(name: string): boolean {
  if (name === '.') return true
  const isWhole = name.endsWith('.')
  if (name.length > mostBytes || (name.length === mostBytes && !isWhole)) return false
  const labels = (isWhole ? name.slice(0, -1) : name).split('.')
  return labels.every(isLabel) && /[^\d.]/.test(name)
}

function isLabel(label: string): boolean {
  return label.length <= mostBytesOfLabel && /^[\w]([\w-]*\w)?$/.test(label)
}
