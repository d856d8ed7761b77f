import { keyFrom } from '../arguments.ts'
import { type V2Action, v2Action } from '../command.ts'
import { keyPath } from '../http/client.ts'
import { askKeys } from '../keys.ts'
import { type Fields, form, ttlFlag } from '../put.ts'
import { printDirectory } from '../render.ts'

interface DirectoryCommand {
  readonly args?: string
  readonly query: Fields
  readonly oneShot?: boolean
}

function directoryCommand({ args = '<key>', query, oneShot = false }: DirectoryCommand): V2Action {
  return v2Action({
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
  query: [isDirectory, ['prevExist', 'false']],
  oneShot: true,
})

export const setdir = directoryCommand({
  query: [isDirectory],
})

export const updatedir = directoryCommand({
  args: '<key> <value>',
  query: [isDirectory, ['prevExist', 'true']],
})
