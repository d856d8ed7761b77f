/**
 * The entries of one leaf page: offsets into `bytes`. Entry i has its key from `keyStarts[i]` to `valueStarts[i]` and its
 * value from there to `valueEnds[i]`. The arrays are longer than `count`.
 */
export interface Leaf {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly count: number
  /** True when keys and values follow each other without gaps, from `dataStart` to `dataEnd`. */
  readonly isDense: boolean
  readonly dataStart: number
  readonly dataEnd: number
  readonly keyStarts: Float64Array
  readonly valueStarts: Float64Array
  readonly valueEnds: Float64Array
}
