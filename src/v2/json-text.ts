import { jsonString } from '../go/json.ts'
import { isAtLeast, type V2Release } from './release.ts'

/** A JSON string. Releases up to 3.4 were built with a Go that has no short escapes for two control characters (seen in 3.4.23). */
export function jsonText(text: string, release: V2Release): string {
  return jsonString(text, isAtLeast(release, '3.5') ? 'go1.22' : 'go1.21')
}
