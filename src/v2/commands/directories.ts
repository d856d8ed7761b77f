import { keyFrom } from '../arguments.ts'
import { type V2Command, v2Command } from '../command.ts'
import { keyPath } from '../http/client.ts'
import { askKeys } from '../keys.ts'
import { type Fields, form, ttlFlag } from '../put.ts'
import { printDirectory } from '../render.ts'

interface DirectoryCommand {
  readonly name: string
  readonly summary: string
  readonly args?: string
  readonly query: Fields
  readonly oneShot?: boolean
}

function directoryCommand({ name, summary, args = '<key>', query, oneShot = false }: DirectoryCommand): V2Command {
  return v2Command({
    name,
    summary,
    args,
    takes: 1,
    flags: [ttlFlag],
    run: async (run, words, { ttl }) => {
      const key = await keyFrom(run, words)
      const request = { method: 'PUT', path: keyPath('/v2/keys', key), query, form: form(ttl), oneShot } as const
      await printDirectory(run, await askKeys(run, request))
    },
  })
}

const isDirectory = ['dir', 'true'] as const

export const mkdir = directoryCommand({
  name: 'mkdir',
  summary: 'make a new directory',
  query: [isDirectory, ['prevExist', 'false']],
  oneShot: true,
})

export const setdir = directoryCommand({
  name: 'setdir',
  summary: 'create a new directory or update an existing directory TTL',
  query: [isDirectory],
})

export const updatedir = directoryCommand({
  name: 'updatedir',
  summary: 'update an existing directory',
  args: '<key> <value>',
  query: [isDirectory, ['prevExist', 'true']],
})
