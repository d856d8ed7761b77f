import { askPassword } from '../../frame/prompt.ts'
import { stringsFlag } from '../../go/flags.ts'
import { askAuth, askAuthJson, named, noArguments, onlyArgument } from '../auth.ts'
import { type V2Command, type V2Run, v2Command } from '../command.ts'
import { barely, refusal, V2Failure } from '../failure.ts'
import { type Json, listOf, member, textOf } from '../json.ts'
import { jsonText } from '../json-text.ts'
import { readJson } from '../members.ts'

const noName = 'Please provide a username'

const add = v2Command({
  name: 'add',
  summary: 'add a new user for the etcd cluster',
  args: '<user>',
  takes: 1,
  run: (run, args) =>
    barely(async () => {
      const [name, given] = splitAtColon(onlyArgument(args, noName))
      const password = given ?? (await askPassword(run.io, 'New password: '))
      await refuseKnown(run, name)
      await askAuth(
        run,
        { method: 'PUT', path: named('users', name), json: userJson(run, name, { password }) },
        [200, 201],
      )
      await run.print(`User ${name} created\n`)
    }),
})

/** Only 3.0 looks; later an add of a user that exists changes the password. */
async function refuseKnown(run: V2Run, name: string): Promise<void> {
  if (run.release !== '3.0') return
  const known = await askAuth(run, { method: 'GET', path: named('users', name) }).catch((error: unknown) => {
    if (error instanceof V2Failure) return undefined
    throw error
  })
  if (known !== undefined) throw refusal(`User ${name} already exists`)
}

const get = v2Command({
  name: 'get',
  summary: 'get details for a user',
  args: '<user>',
  takes: 1,
  run: (run, args) =>
    barely(async () => {
      const path = named('users', onlyArgument(args, noName))
      await run.print(await askAuthJson(run, { method: 'GET', path }, goUser, userText))
    }),
})

/** What the original reads a user into. */
const goUser = 'client.User'

function userText(user: Json | undefined): string {
  const roles = listOf(member(user, 'roles'))
  const names = roles.map((role) => (typeof role === 'string' ? role : textOf(member(role, 'role'))))
  // the original has a word of nothing in front of the names for each role that is more than a name
  const words = [...roles.filter((role) => typeof role !== 'string').map(() => ''), ...names]
  return `User: ${textOf(member(user, 'user'))}\nRoles: ${words.join(' ')}\n`
}

const list = v2Command({
  name: 'list',
  summary: 'list all current users',
  args: '<user>',
  run: (run, args) =>
    barely(async () => {
      noArguments(args)
      const request = { method: 'GET', path: '/users', contentType: 'application/json' } as const
      const goType = 'struct { Users []client.userListEntry "json:\\"users\\"" }'
      const names = await askAuthJson(run, request, goType, (json) =>
        listOf(member(json, 'users')).map((user) => `${textOf(member(user, 'user'))}\n`),
      )
      await run.print(names.join(''))
    }),
})

const remove = v2Command({
  name: 'remove',
  summary: 'remove a user for the etcd cluster',
  args: '<user>',
  takes: 1,
  run: (run, args) =>
    barely(async () => {
      const name = onlyArgument(args, noName)
      await askAuth(run, { method: 'DELETE', path: named('users', name) }, [200, 201])
      await run.print(`User ${name} removed\n`)
    }),
})

function change(name: 'grant' | 'revoke', summary: string): V2Command {
  return v2Command({
    name,
    summary,
    args: '<user>',
    takes: 1,
    flags: [stringsFlag('roles', [], 'List of roles to grant or revoke')],
    run: (run, args, { roles }) =>
      barely(async () => {
        if (roles.length === 0) throw refusal('No roles specified; please use `--roles`')
        const user = onlyArgument(args, noName)
        await requireKnown(run, user)
        const request = {
          method: 'PUT',
          path: named('users', user),
          json: userJson(run, user, { [name]: roles }),
        } as const
        await askAuthJson(run, request, goUser, userText)
        await run.print(`User ${user} updated\n`)
      }),
  })
}

const passwd = v2Command({
  name: 'passwd',
  summary: 'change password for a user',
  args: '<user>',
  takes: 1,
  run: (run, args) =>
    barely(async () => {
      const name = onlyArgument(args, noName)
      await requireKnown(run, name)
      const password = await askPassword(run.io, 'New password: ')
      const path = named('users', name)
      const answer = await askAuth(run, { method: 'PUT', path, json: userJson(run, name, { password }) }, [200, 201])
      // a server makes a user that was not there, and the original says nothing but an empty line (3.3 to 3.5)
      if (answer.status === 201) throw refusal('')
      readJson(answer, goUser, userText)
      await run.print('Password updated\n')
    }),
})

/** 3.0 asks for the user before it changes one. */
async function requireKnown(run: V2Run, name: string): Promise<void> {
  if (run.release === '3.0') await askAuth(run, { method: 'GET', path: named('users', name) })
}

export const user: readonly V2Command[] = [
  add,
  get,
  list,
  remove,
  change('grant', 'grant roles to an etcd user'),
  change('revoke', 'revoke roles for an etcd user'),
  passwd,
]

interface UserChange {
  readonly password?: string
  readonly grant?: readonly string[]
  readonly revoke?: readonly string[]
}

function userJson({ release }: V2Run, name: string, { password = '', grant, revoke }: UserChange): string {
  const texts = (list: readonly string[]): string => list.map((text) => jsonText(text, release)).join(',')
  const fields = [
    `"user":${jsonText(name, release)}`,
    ...(password === '' ? [] : [`"password":${jsonText(password, release)}`]),
    '"roles":null',
    ...(grant === undefined ? [] : [`"grant":[${texts(grant)}]`]),
    ...(revoke === undefined ? [] : [`"revoke":[${texts(revoke)}]`]),
  ]
  return `{${fields.join(',')}}`
}

function splitAtColon(text: string): readonly [name: string, password: string | undefined] {
  const at = text.indexOf(':')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}
