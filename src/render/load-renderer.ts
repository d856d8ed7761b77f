import type { Format, OfflineResults, Renderer, RendererOf, ResultKind } from './results.ts'

/** Loads how a format prints `kind`, and maybe other kinds. */
export async function loadRenderer(format: Format, kind?: ResultKind): Promise<Partial<Renderer>> {
  switch (format) {
    case 'simple':
      return loadSimple(kind)
    case 'json':
      return (await import('./json.ts')).json
    case 'fields':
      return (await import('./fields.ts')).fields
    case 'protobuf':
      return (await import('./protobuf.ts')).protobuf
    case 'table':
      return (await import('./table-rows.ts')).table
  }
}

/** What scripts ask for most comes without the rest. */
async function loadSimple(kind: ResultKind | undefined): Promise<Partial<Renderer>> {
  switch (kind) {
    case 'get':
    case 'put':
    case 'del':
      return (await import('./simple-pairs.ts')).simplePairs
    case 'memberList':
    case 'endpointHealth':
    case 'endpointStatus':
    case 'endpointHashKv':
      return (await import('./simple-endpoints.ts')).simpleEndpoints
    default:
      return (await import('./simple.ts')).simple
  }
}

export async function loadOfflineRenderer(format: Format): Promise<RendererOf<OfflineResults>> {
  if (format === 'table') return (await import('./offline-table.ts')).offlineTable
  return (await import('./offline.ts')).offlineRenderers[format]
}
