import { CliError, exitCodes } from '../base/errors.ts'
import { printChunks } from '../print.ts'
import { type Format, formatNamed } from '../render/formats.ts'
import type { OfflineResults, Results } from '../render/results.ts'
import type { OfflineApp } from './app.ts'

/** The format asked for; throws a CliError (exit code 4) for one that there is not. */
export function chooseFormat({ writeOut, profile }: OfflineApp): Format {
  const format = formatNamed(writeOut, profile)
  if (format === undefined) throw new CliError('unsupported output format', exitCodes.unsupported)
  return format
}

/** Prints a result; throws a CliError (exit code 4) when the format has no such output. */
export async function printResult<K extends keyof OfflineResults>(
  { io, profile }: OfflineApp,
  format: Format,
  kind: K,
  result: Results[K],
): Promise<void> {
  const { loadRender } = await import('../render/load-render.ts')
  const render = await loadRender(format, kind)
  if (render === undefined) throw new CliError(`${format} not supported as output format`, exitCodes.unsupported)
  await printChunks(io, render(result, { profile, hex: false, isEscaped: io.stdout.isEscaping }))
}
