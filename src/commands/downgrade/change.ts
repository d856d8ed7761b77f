import { Command } from 'commander'
import type { App } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import type { DowngradeStep } from '../../render/results.ts'
import { DowngradeAction } from '../../rpc/messages.ts'

export function downgradeValidateCommand(app: App): Command {
  return new Command('validate').action((args: string[]) => change(app, 'validate', targetFrom(args)))
}

export function downgradeEnableCommand(app: App): Command {
  return new Command('enable').action((args: string[]) => change(app, 'enable', targetFrom(args)))
}

/** Takes no arguments, and overlooks those it gets, as the original does (3.6 and 3.7). */
export function downgradeCancelCommand(app: App): Command {
  return new Command('cancel').action(() => change(app, 'cancel', ''))
}

const actions: Readonly<Record<DowngradeStep, number>> = {
  validate: DowngradeAction.VALIDATE,
  enable: DowngradeAction.ENABLE,
  cancel: DowngradeAction.CANCEL,
}

async function change(app: App, step: DowngradeStep, version: string): Promise<void> {
  const session = await app.open('downgrade', step === 'validate' ? 'print' : 'client')
  const client = await session.client()
  const response = await client.maintenance.downgrade({ action: actions[step], version }, session.call())
  await session.print('downgrade', { step, response })
}

function targetFrom(args: readonly string[]): string {
  const [version] = args
  if (version === undefined) throw new UsageError('TARGET_VERSION not provided')
  if (args.length > 1) throw new UsageError('too many arguments')
  if (version === '') throw new UsageError('target version not provided')
  return version
}
