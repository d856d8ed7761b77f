import type { OfflineApp } from './app.ts'

export interface NoticeOptions {
  /** The first line on stderr under a pin to 3.5, which tells users to change to etcdutl. */
  readonly notice?: string
}

export async function showNotice({ io, profile }: OfflineApp, { notice }: NoticeOptions): Promise<void> {
  if (notice !== undefined && profile.release === '3.5') await io.stderr.write(`${notice}\n\n`)
}
