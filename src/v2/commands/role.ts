import { boolFlag, stringFlag } from '../../go/flags.ts'
import { askAuth, askAuthJson, authClient, named, noArguments, onlyArgument } from '../auth.ts'
import { type V2Command, v2Command } from '../command.ts'
import { barely, refusal, V2Failure } from '../failure.ts'
import { canonicalPath } from '../http/key-path.ts'
import { type Json, listOf, member, textOf } from '../json.ts'
import { jsonText } from '../json-text.ts'
import { readJson, unexpectedStatus } from '../members.ts'

const noName = 'Please provide a role name'
const nothing = '{"kv":{"read":null,"write":null}}'

const add = v2Command({
  name: 'add',
  summary: 'add a new role for the etcd cluster',
  args: '<role> ',
  takes: 1,
  run: (run, args) =>
    barely(async () => {
      const name = onlyArgument(args, noName)
      const path = named('roles', name)
      const known = await askAuthJson(run, { method: 'GET', path }, goRole, roleText).catch((error: unknown) => {
        // whatever fails here fails again below, or no more
        if (error instanceof V2Failure && !error.isOfSync) return undefined
        throw error
      })
      if (known !== undefined) throw refusal(`Role ${name} already exists`)
      const json = `{"role":${jsonText(name, run.release)},"permissions":${nothing}}`
      await askAuth(run, { method: 'PUT', path, json }, [200, 201])
      await run.print(`Role ${name} created\n`)
    }),
})

const get = v2Command({
  name: 'get',
  summary: 'get details for a role',
  args: '<role>',
  takes: 1,
  run: (run, args) =>
    barely(async () => {
      const path = named('roles', onlyArgument(args, noName))
      await run.print(await askAuthJson(run, { method: 'GET', path }, goRole, roleText))
    }),
})

/** What the original reads a role into. */
const goRole = 'client.Role'

function roleText(role: Json | undefined): string {
  const kv = member(member(role, 'permissions'), 'kv')
  const paths = (name: string): string =>
    listOf(member(kv, name))
      .map((path) => `\t${textOf(path)}\n`)
      .join('')
  return `Role: ${textOf(member(role, 'role'))}\nKV Read:\n${paths('read')}KV Write:\n${paths('write')}`
}

const list = v2Command({
  name: 'list',
  summary: 'list all roles',
  args: ' ',
  run: (run, args) =>
    barely(async () => {
      noArguments(args)
      const client = await authClient(run)
      const answer = await client.send({ method: 'GET', path: '/v2/auth/roles', contentType: 'application/json' })
      if (answer.status !== 200) throw unexpectedStatus(answer)
      const goType = 'struct { Roles []client.Role "json:\\"roles\\"" }'
      const names = readJson(answer, goType, (json) =>
        listOf(member(json, 'roles')).map((role) => `${textOf(member(role, 'role'))}\n`),
      )
      await run.print(names.join(''))
    }),
})

const remove = v2Command({
  name: 'remove',
  summary: 'remove a role from the etcd cluster',
  args: '<role>',
  takes: 1,
  run: (run, args) =>
    barely(async () => {
      const name = onlyArgument(args, noName)
      await askAuth(run, { method: 'DELETE', path: named('roles', name) }, [200, 201])
      await run.print(`Role ${name} removed\n`)
    }),
})

interface ChangeTexts {
  readonly name: 'grant' | 'revoke'
  readonly summary: string
  readonly path: string
  /** `Grant read-only access`, for reading, writing and both. */
  readonly kinds: readonly [string, string, string]
  readonly unchanged: string
}

function change({ name, summary, path: pathUsage, kinds, unchanged }: ChangeTexts): V2Command {
  return v2Command({
    name,
    summary,
    args: '<role>',
    takes: 1,
    flags: [
      stringFlag('path', '', pathUsage),
      boolFlag('read', kinds[0]),
      boolFlag('write', kinds[1]),
      boolFlag('readwrite', kinds[2], { shorthand: 'rw' }),
    ],
    run: (run, args, { path: pattern, read, write, readwrite }) =>
      barely(async () => {
        checkPath(pattern)
        if ([read, write, readwrite].filter(Boolean).length !== 1) {
          throw refusal('Please specify exactly one of --read, --write or --readwrite')
        }
        const role = onlyArgument(args, noName)
        const path = named('roles', role)
        const before = await askAuthJson(run, { method: 'GET', path }, goRole, roleText)
        const paths = (isMeant: boolean): string => (isMeant ? `[${jsonText(pattern, run.release)}]` : 'null')
        const kv = `{"kv":{"read":${paths(read || readwrite)},"write":${paths(write || readwrite)}}}`
        const json = `{"role":${jsonText(role, run.release)},"permissions":${nothing},"${name}":${kv}}`
        const after = await askAuthJson(run, { method: 'PUT', path, json }, goRole, roleText)
        const note = before === after ? unchanged : ''
        await run.print(`${note}Role ${role} updated\n`)
      }),
  })
}

function checkPath(path: string): void {
  if (path === '') throw refusal('No path specified; please use `--path`')
  const canonical = canonicalPath(path.startsWith('/') ? path : `/${path}`)
  if (path !== canonical) throw refusal(`Not canonical path; please use \`--path=${canonical}\``)
}

export const role: readonly V2Command[] = [
  add,
  get,
  list,
  remove,
  change({
    name: 'grant',
    summary: 'grant path matches to an etcd role',
    path: 'Path granted for the role to access',
    kinds: ['Grant read-only access', 'Grant write-only access', 'Grant read-write access'],
    unchanged: 'Role unchanged; already granted',
  }),
  change({
    name: 'revoke',
    summary: 'revoke path matches for an etcd role',
    path: 'Path revoked for the role to access',
    kinds: ['Revoke read access', 'Revoke write access', 'Revoke read-write access'],
    unchanged: 'Role unchanged; already revoked',
  }),
]
