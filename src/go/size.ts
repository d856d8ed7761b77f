const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']

/** Writes a number of bytes, not negative, the way etcdctl shows database sizes: base 1000, `9.9 kB`, `12 MB`. */
export function formatSize(bytes: bigint): string {
  if (bytes < 10n) return `${bytes} B`
  const count = Number(bytes)
  // A quotient of logarithms, as in the original: it decides the unit at the powers of 1000.
  const step = Math.floor(Math.log(count) / Math.log(1000))
  const value = Math.floor((count / 1000 ** step) * 10 + 0.5) / 10
  const digits = value < 10 ? value.toFixed(1) : roundHalfToEven(value)
  return `${digits} ${units[step]}`
}

function roundHalfToEven(value: number): string {
  const isTie = value % 1 === 0.5
  return String(isTie ? 2 * Math.round(value / 2) : Math.round(value))
}
