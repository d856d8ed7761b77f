/** Who a client is: a user who logs in, or whoever a token stands for. */
export type Login = { readonly name: string; readonly password: string } | { readonly token: string }

/** The user as flags name one: `user` may hold the password after a colon. */
export interface Credentials {
  readonly user: string
  readonly password: string
}

/**
 * With a separate password `user` counts whole, colon and all; for a name without a password `ask` is called (3.4 to 3.7).
 * Undefined when the name or the password stays empty: then nobody logs in.
 */
export async function loginAs(given: Credentials, ask: () => Promise<string>): Promise<Login | undefined> {
  if (given.user === '') return undefined
  const { name, password } = await split(given, ask)
  return name === '' || password === '' ? undefined : { name, password }
}

async function split({ user, password }: Credentials, ask: () => Promise<string>) {
  if (password !== '') return { name: user, password }
  const colon = user.indexOf(':')
  if (colon >= 0) return { name: user.slice(0, colon), password: user.slice(colon + 1) }
  return { name: user, password: await ask() }
}
