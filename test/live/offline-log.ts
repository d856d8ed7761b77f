/** What we write of the original's log, each as an expression over its message. */
const messages =
  /^(?:restoring snapshot|Trimming membership information from the backend\.\.\.|bumping latest revision|marking revision compacted|added member|restored snapshot|defragmenting|finished defragmenting directory|storage version up-to-date|updated storage version|normal migrate failed, trying with force|forcefully set storage version|failed to resolve URL Host)$/

const consoleLine =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)\t(\w+)\t(?:[\w@./-]+\.go:\d+\t)?([^\t]+)(?:\t(\{.*\}))?$/
const jsonLine = /^\{"level":"(\w+)","ts":(?:\d+\.\d+|"[^"]+"),(?:"caller":"[^"]+",)?"msg":"([^"]+)"(.*)\}$/

/**
 * The lines of a log that the original and we are to have in common, in their layout but without time and place. Sizes of
 * databases that each side has written in its own way are masked.
 */
export function commonLog(stderr: string): string[] {
  return stderr.split('\n').flatMap((line) => {
    const [, level, message = '', rest = ''] = consoleLine.exec(line) ?? jsonLine.exec(line) ?? []
    if (!messages.test(message)) return []
    const layout = line.startsWith('{') ? 'JSON' : 'console'
    return [`${layout} ${level} ${message} ${maskedSizes(message, rest)}`.trimEnd()]
  })
}

/** What looks like a line of a log. */
export function isLogLine(line: string): boolean {
  return consoleLine.test(line) || jsonLine.test(line)
}

function maskedSizes(message: string, fields: string): string {
  if (!message.includes('defragmenting')) return fields
  return fields
    .replace(/(size(?:-in-use)?(?:-bytes)?(?:-diff)?": )(?:-?\d+|"[\d.]+ \w+")/g, '$1<size>')
    .replace(/("took": )"[\d.]+(?:µs|ms|s)"/, '$1"<time>"')
}
