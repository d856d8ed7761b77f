import type { Columns, Render, RenderOptions } from './results.ts'
import { renderTable, tableStyle } from './table.ts'

/** Tables, in the style of the release. */
export function drawn<Result>(columnsOf: (result: Result, options: RenderOptions) => Columns): Render<Result> {
  return (result, options) => {
    const { profile, isEscaped } = options
    return [renderTable({ ...columnsOf(result, options), style: tableStyle(profile), isEscaped })]
  }
}
