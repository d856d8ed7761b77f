import type { Profile } from '../base/release.ts'
import type { Render, Rendering } from './results.ts'

/** Finds a format in how a kind of result is printed, or makes it of others; undefined where there is no such output. */
type Find = <Result>(rendering: Rendering<Result>) => Found<Result> | Promise<Found<Result>>
type Found<Result> = Render<Result> | undefined

/** All formats. One that is made of others, for every kind, is a file of its own and a line here. */
const formats = {
  simple: ({ simple }) => simple,
  json: ({ json }) => json,
  jsonl: ({ jsonl }) => jsonl,
  raw: ({ raw }) => raw,
  yaml: ({ yaml }) => yaml,
  fields: ({ fields }) => fields,
  protobuf: ({ protobuf }) => protobuf,
  table: async ({ table }) => table && (await import('./table-format.ts')).drawn(table),
} satisfies Readonly<Record<string, Find>>

export type Format = keyof typeof formats

/** The formats that no release of the original has. */
export const ourFormats: readonly Format[] = ['jsonl', 'raw', 'yaml']

/** The names of all formats, in byte order. */
export const formatNames: readonly Format[] = (Object.keys(formats) as Format[]).sort()

/** Those of them that the original has. */
export const originalFormats: readonly Format[] = formatNames.filter((name) => !ourFormats.includes(name))

/** Undefined for what names no format; under a pin those of the release are all. */
export function formatNamed(name: string, { auto }: Pick<Profile, 'auto'>): Format | undefined {
  return (auto ? formatNames : originalFormats).find((known) => known === name)
}

/** How a kind is printed in the format; undefined where there is no such output. */
export async function inFormat<Result>(format: Format, rendering: Rendering<Result>): Promise<Found<Result>> {
  const find: Find = formats[format]
  return find(rendering)
}
