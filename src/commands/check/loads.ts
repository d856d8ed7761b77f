import { CliError, exitCodes } from '../../base/errors.ts'
import { boolFlag, stringFlag, type ValuesOf } from '../../go/flags.ts'

const names = { s: 's', small: 's', m: 'm', medium: 'm', l: 'l', large: 'l', xl: 'xl', xLarge: 'xl' } as const

export type Load = (typeof names)[keyof typeof names]

/** Throws a CliError (exit code 4) for an unknown load. */
export function parseLoad(text: string): Load {
  const load = Object.entries(names).find(([name]) => name === text)?.[1]
  if (load === undefined) throw new CliError(`unknown load option ${text}`, exitCodes.unsupported)
  return load
}

/** The flags of both checks; `loads` are the names that a shell completes. */
export function checkFlags(prefix: string, loads: readonly string[]) {
  return [
    boolFlag('auto-compact', 'compact the history when the check is done'),
    boolFlag('auto-defrag', 'defragment the endpoints when the check is done'),
    stringFlag('load', 's', 'how much to write: s(mall), m(edium), l(arge) or xl (xLarge)', { values: loads }),
    stringFlag('prefix', prefix, 'where to write; there must be no keys there'),
  ] as const
}

export type CheckFlags = ValuesOf<ReturnType<typeof checkFlags>>
