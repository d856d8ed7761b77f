import type { V2Run } from './command.ts'
import { refusal } from './failure.ts'
import type { V2Answer, V2Client, V2Request } from './http/client.ts'
import { escapePath } from './http/key-path.ts'
import type { Json } from './json.ts'
import { messageIn, readJson } from './members.ts'

/** The client for requests about users, roles and logins. */
export function authClient(run: V2Run): Promise<V2Client> {
  return run.client({ sync: true, listsTwice: true })
}

type AuthRequest = Omit<V2Request, 'path'> & { readonly path: string }

/** Sends a request about users, roles or logins. Throws the server's message for any status but those of `accepted`. */
export async function askAuth(
  run: V2Run,
  request: AuthRequest,
  accepted: readonly number[] = [200],
): Promise<V2Answer> {
  const client = await authClient(run)
  const answer = await client.send({ ...request, path: `/v2/auth${request.path}` })
  if (!accepted.includes(answer.status)) throw messageIn(answer, 'client.authError')
  return answer
}

/** What `read` makes of the answer to a request that is accepted. `goType` is what the original reads it into. */
export async function askAuthJson<T>(
  run: V2Run,
  request: AuthRequest,
  goType: string,
  read: (json: Json | undefined) => T,
): Promise<T> {
  return readJson(await askAuth(run, request), goType, read)
}

/** Exactly one argument. Throws a V2Failure with `message`. */
export function onlyArgument(args: readonly string[], message: string): string {
  const [only] = args
  if (only === undefined || args.length !== 1) throw refusal(message)
  return only
}

export function noArguments(args: readonly string[]): void {
  if (args.length > 0) throw refusal('No arguments accepted')
}

/** A name as part of a path. */
export function named(folder: 'users' | 'roles', name: string): string {
  return escapePath(`/${folder}/${name}`)
}
