import { CliError, exitCodes } from '../base/errors.ts'
import { printChunks } from '../print.ts'
import { type Format, formats, type OfflineResults } from '../render/results.ts'
import type { OfflineApp } from './app.ts'

/** The format asked for; throws a CliError (exit code 4) for one that there is not. */
export function chooseFormat({ writeOut }: OfflineApp): Format {
  const format = formats.find((known) => known === writeOut)
  if (format === undefined) throw new CliError('unsupported output format', exitCodes.unsupported)
  return format
}

/** Prints a result; throws a CliError (exit code 4) when the format has no such output. */
export async function printResult<K extends keyof OfflineResults>(
  { io, profile }: OfflineApp,
  format: Format,
  kind: K,
  result: OfflineResults[K],
): Promise<void> {
  const { loadOfflineRenderer } = await import('../render/load-renderer.ts')
  const renderer = await loadOfflineRenderer(format)
  const render = renderer[kind]
  if (render === undefined) throw new CliError(`${format} not supported as output format`, exitCodes.unsupported)
  await printChunks(io, render(result, { profile, hex: false, isEscaped: io.stdout.isEscaping }))
}
