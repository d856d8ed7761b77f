import { jsonString } from '../go/json.ts'

/** A JSON string as the last builds of 3.3 and 3.4 write it. */
export function jsonText(text: string): string {
  return jsonString(text, 'go1.22')
}
