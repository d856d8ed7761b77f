import { type App, command, type Session } from '../../app.ts'
import { argumentBytes } from '../../base/arguments.ts'
import { CliError, UsageError } from '../../base/errors.ts'
import { boolFlag, type ValuesOf } from '../../go/flags.ts'
import { quote } from '../../go/quote.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import { canAsk, isYes } from '../confirm.ts'
import { openInEditor, TextFile } from './editor.ts'
import { putText } from './put-text.ts'
import { type TextForm, textForm } from './text-form.ts'

const isOurs = true

const editFlags = [
  boolFlag('allow-empty', 'store an empty value when the text is empty', { isOurs }),
  boolFlag('as-stored', 'edit the text that is stored, and decode nothing', { isOurs }),
] as const

type EditFlags = ValuesOf<typeof editFlags>

export const edit = command({
  use: 'edit [options] <key>',
  long: [
    'Opens the value of a key in $VISUAL or $EDITOR, and stores what is saved there, unless the key was changed meanwhile: a terminal then',
    'shows how the values differ and offers to edit again. An object of Kubernetes is edited as YAML, when it can be written back to the byte.',
    'A value that does not end in a newline does not get one. A text that could not be stored stays in its file, which is named.',
  ].join('\n'),
  examples:
    '  etcdctl edit /config/app.yaml\n  EDITOR="code --wait" etcdctl edit /registry/configmaps/default/settings',
  flags: editFlags,
  run: async (app, args, flags) => {
    const [name] = args
    if (name === undefined || args.length > 1) throw new UsageError('edit command needs one key')
    const editor = editorFrom(app)
    const session = await app.open('put')
    session.checkFormat()
    const kv = await readKey(session, argumentBytes(name))
    const form = await textForm(kv, flags.asStored)
    const file = await TextFile.create(name, form.text)
    await editFile({ app, session, form, file, editor, flags }, kv)
  },
})

function editorFrom({ io }: App): string {
  const { VISUAL = '', EDITOR = '' } = io.env
  const editor = VISUAL === '' ? EDITOR : VISUAL
  if (editor === '') throw new CliError('no editor is named: set VISUAL or EDITOR')
  return editor
}

/** Throws a CliError when there is no such key. */
async function readKey(session: Session, key: Uint8Array): Promise<KeyValue> {
  const client = await session.client()
  const { kvs } = await client.kv.range({ key }, session.call())
  const [kv] = kvs
  if (kv === undefined) throw new CliError(`${quote(key)} does not exist: etcdctl put stores a new key`)
  return kv
}

interface Editing {
  readonly app: App
  readonly session: Session
  readonly form: TextForm
  readonly file: TextFile
  readonly editor: string
  readonly flags: EditFlags
}

async function editFile(editing: Editing, kv: KeyValue): Promise<void> {
  const { file, form } = editing
  try {
    await openInEditor(editing.app.io, editing.editor, file)
    const text = await file.read()
    if (text === form.text) {
      await file.remove()
      return await editing.session.remark('nothing was changed')
    }
    await storeText(editing, text, kv)
  } catch (error) {
    throw await named(error, file, form)
  }
}

/** Stores the text; while the key has changed meanwhile and the user wants to, the text is edited again. */
async function storeText(editing: Editing, firstText: string, kv: KeyValue): Promise<void> {
  const { session, app, file, form, flags } = editing
  let text = firstText
  for (let seen = kv; ; ) {
    if (text === '' && !flags.allowEmpty)
      throw new CliError('the text is empty: nothing was changed; --allow-empty stores an empty value')
    const value = form.valueOf(text)
    const outcome = await putText(session, seen, value)
    if ('response' in outcome) {
      await file.remove()
      return session.print('put', outcome.response)
    }
    const { present } = outcome
    if (present === undefined) throw new CliError(`${quote(kv.key)} was deleted meanwhile`)
    const conflict = `${quote(kv.key)} was changed meanwhile, at revision ${present.modRevision}`
    if (!canAsk(app.io)) throw new CliError(conflict)
    await session.print('diff', await theirsAndOurs(present, text, flags.asStored))
    if (!(await isYes(app.io, `${conflict}. Edit your text again, to store it over that?`)))
      throw new CliError(conflict)
    await openInEditor(app.io, editing.editor, file)
    text = await file.read()
    seen = present
  }
}

/** What storing the text would change, in the form that was edited. */
async function theirsAndOurs(present: KeyValue, text: string, isAsStored: boolean) {
  const theirs = await textForm(present, isAsStored)
  const [a, b] = [theirs.text, text].map((each) => ({ ...present, value: argumentBytes(each) })) as [KeyValue, KeyValue]
  return { form: 'full' as const, counts: { added: 0, removed: 0, changed: 1, same: 0 }, differences: [{ a, b }] }
}

/** A text that was written is never lost: the file stays, and is named. */
async function named(error: unknown, file: TextFile, form: TextForm): Promise<unknown> {
  const isWritten = (await file.read().catch(() => form.text)) !== form.text
  if (!isWritten) await file.remove()
  else if (error instanceof CliError) error.remarks = [...error.remarks, `your text is in ${file.path}`]
  return error
}
