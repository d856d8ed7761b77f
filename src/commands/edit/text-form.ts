import { argumentBytes } from '../../base/arguments.ts'
import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import { mayBeObject } from '../shown-value.ts'

/** A value as a text to edit. */
export interface TextForm {
  readonly text: string
  /** The value that a text stands for. Throws a CliError for a text that stands for none. */
  valueOf(text: string): Uint8Array
}

/** Throws a CliError for a value that is no text, and for an object that could not be written back to the byte. */
export async function textForm({ key, value }: KeyValue, isAsStored: boolean): Promise<TextForm> {
  if (!isAsStored && mayBeObject(value)) {
    const { editable } = await import('../../kubernetes/editable.ts')
    const { shown } = await import('../../kubernetes/shown.ts')
    if (shown(value, { showSecrets: true }) !== undefined) {
      const { text, encode } = editable(value)
      return { text, valueOf: encode }
    }
  }
  return plainForm(key, value)
}

/** Editors end a text in a newline: a value that has none is given one for as long as it is edited. */
function plainForm(key: Uint8Array, value: Uint8Array): TextForm {
  const text = textOf(key, value)
  if (text === '' || text.endsWith('\n')) return { text, valueOf: argumentBytes }
  return { text: `${text}\n`, valueOf: (edited) => argumentBytes(edited.replace(/\n$/, '')) }
}

function textOf(key: Uint8Array, value: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value)
  } catch (cause) {
    throw new CliError(
      `${quote(key)} holds ${value.length} bytes that are no text: get -w raw and put --file are for those`,
      1,
      { cause },
    )
  }
}
