/** A button that opens a dialog with one thing to write (why, how, an answer), or with none but a sentence to agree to. */
import { Text, Textarea } from '@mantine/core'
import type { Act } from '../acts/use-act.ts'
import { filled } from './act-form.tsx'
import { ModalForm } from './modal-form.tsx'

type Shared = { label: string; submit?: string; buttonSize?: 'xs' | 'sm'; danger?: boolean; disabledBecause?: string | undefined }

/** What the server calls the text is the act's own matter: an objection to it stands at the field, whatever it names. */
export function WordsForm({ label, submit = label, ask, about, rows = 2, act, ...rest }: Shared & { /** Above the field. */ ask: string; about?: string; rows?: number; act: Act<string> }) {
  const written: Act<{ text: string }> = { ...act, run: ({ text }) => act.run(text) }
  return (
    <ModalForm<{ text: string }> label={label} submit={submit} variant="default" initial={{ text: '' }} validate={{ text: filled }} fieldOf={() => 'text'} act={written} {...rest}>
      {(form) => <Textarea label={ask} description={about} required autosize minRows={rows} data-autofocus {...form.getInputProps('text')} />}
    </ModalForm>
  )
}

export function AgreeForm({ label, submit = label, act, children, ...rest }: Shared & { act: Act<void>; children: React.ReactNode }) {
  return <ModalForm<Record<string, never>> label={label} submit={submit} variant="default" initial={{}} act={{ ...act, run: () => act.run() }} {...rest}>{() => <Text size="sm" component="div">{children}</Text>}</ModalForm>
}
