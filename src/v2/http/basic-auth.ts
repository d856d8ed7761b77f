import { argumentBytes } from '../../base/arguments.ts'

/** The value of the header `Authorization` for `name:password`; asks for a password that is not given. Undefined without a user. */
export async function basicAuthorization(
  user: string,
  askPassword: () => Promise<string>,
): Promise<string | undefined> {
  if (user === '') return undefined
  const colon = user.indexOf(':')
  const pair = colon < 0 ? `${user}:${await askPassword()}` : user
  // a name that is empty stands for nobody
  if (pair.startsWith(':')) return undefined
  return `Basic ${Buffer.from(argumentBytes(pair)).toString('base64')}`
}
