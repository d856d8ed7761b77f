import { type App, command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import type { DowngradeStep } from '../../render/results.ts'
import { DowngradeAction } from '../../rpc/messages.ts'

export const downgradeValidate = command({
  use: 'validate <TARGET_VERSION>',
  long: 'Changes nothing. A cluster can go back by one minor release.',
  examples: '  etcdctl downgrade validate 3.5',
  run: (app, args) => change(app, 'validate', targetFrom(args)),
})

export const downgradeEnable = command({
  use: 'enable <TARGET_VERSION>',
  long: 'The members write their data in the form of that release from now on; replace the binary of one member after the other.',
  examples: '  etcdctl downgrade enable 3.5',
  run: (app, args) => change(app, 'enable', targetFrom(args)),
})

/** Takes no arguments, and overlooks those it gets, as the original does (3.6 and 3.7). */
export const downgradeCancel = command({
  use: 'cancel',
  examples: '  etcdctl downgrade cancel',
  run: (app) => change(app, 'cancel', ''),
})

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
