import { decode } from '../../rpc/codec.ts'
import { internalRaftRequestType, requestType } from '../../rpc/fields.ts'
import type { InternalRaftRequest, Request } from '../../rpc/messages.ts'
import type { MessageType } from '../../rpc/schema.ts'

/** What a normal entry of the log asks for: of the v3 API, of the v2 API within it, or of the v2 API alone. */
export interface RaftRequest {
  readonly v3: InternalRaftRequest | undefined
  readonly v2: Request | undefined
}

/** Reads an entry's data as servers up to 3.6 do. Empty data is a request without content. */
export function parseRaftRequest(data: Uint8Array): RaftRequest {
  const v3 = tryDecode(internalRaftRequestType, data)
  return { v3, v2: v3 === undefined ? tryDecode(requestType, data) : v3.v2 }
}

/** The v2 request with which a member makes its name and its client URLs known. */
export function isMemberAttributes({ Method, Path }: Request): boolean {
  return Method === 'PUT' && /\/0\/members\/[0-9a-f]{1,16}\/attributes/i.test(Path)
}

function tryDecode<T extends object>(type: MessageType<T>, data: Uint8Array): T | undefined {
  try {
    return decode(type, data)
  } catch {
    return undefined
  }
}
