import type { Request } from '../../rpc/messages.ts'
import { WalError } from '../wal/wal-error.ts'
import { type MemberStore, memberIdIn } from './member-store.ts'
import type { Content, V2Tree } from './tree.ts'

/** Changes the tree as a server does that applies the request; one that it refuses changes nothing. Throws a WalError. */
export function applyRequest(tree: V2Tree, members: MemberStore, request: Request): void {
  const { Method, Path, Dir, Recursive, Time } = request
  switch (Method) {
    case 'PUT':
      applyPut(tree, members, request)
      break
    case 'POST':
      tree.create(Path, contentOf(request), { isDirectory: Dir, isInOrder: true })
      break
    case 'DELETE':
      if (hasCondition(request)) tree.compareAndDelete(Path, conditionOf(request))
      else tree.delete(Path, { isDirectory: Dir, isRecursive: Recursive })
      break
    case 'SYNC':
      tree.removeExpired(Time)
      break
    // a read that went through the log, and an entry without content
    case 'QGET':
    case '':
      break
    default:
      throw new WalError(`wal: an entry asks for ${JSON.stringify(Method)}, which is no request of the v2 API`)
  }
}

function applyPut(tree: V2Tree, members: MemberStore, request: Request): void {
  const { Path, PrevExist, Dir, Val } = request
  const content = contentOf(request)
  if (PrevExist === false) tree.create(Path, content, { isDirectory: Dir })
  else if (hasCondition(request)) tree.compareAndSwap(Path, conditionOf(request), content)
  else if (PrevExist === true) tree.update(Path, content)
  else if (memberIdIn(Path) !== undefined) members.setAttributes(memberIdIn(Path) ?? '', Val)
  else tree.set(Path, content, Dir)
}

function hasCondition({ PrevIndex, PrevValue }: Request): boolean {
  return PrevIndex > 0n || PrevValue !== ''
}

function conditionOf({ PrevIndex, PrevValue }: Request) {
  return { index: PrevIndex, value: PrevValue }
}

function contentOf({ Val, Expiration, Refresh }: Request): Content {
  return { value: Val, expires: Expiration === 0n ? undefined : Expiration, isRefresh: Refresh === true }
}
