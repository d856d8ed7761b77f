import type { OfflineApp } from './app.ts'

export interface NoticeOptions {
  /** What the command says on stderr before all else under a pin to 3.5, which wants users to go over to etcdutl. */
  readonly notice?: string
}

export async function showNotice({ io, profile }: OfflineApp, { notice }: NoticeOptions): Promise<void> {
  if (notice !== undefined && profile.release === '3.5') await io.stderr.write(`${notice}\n\n`)
}
