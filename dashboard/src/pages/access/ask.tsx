/** Asking for a window, opening one of one's own accord, and the emergency with two people. */
import { MultiSelect, Text, Textarea, TextInput } from '@mantine/core'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'

type Values = { rows: string[]; reason: string; ticket: string; from: string; to: string }
const initial: Values = { rows: [], reason: '', ticket: '', from: '', to: '' }

const kinds = {
  request: { label: 'Ask for access', submit: 'Ask', done: 'The subscriber was asked.', about: 'For people of the provider: the subscriber decides.' },
  grant: { label: 'Open a window', submit: 'Open', done: 'The window is open.', about: 'For the subscriber: nobody has to ask first.' },
  emergency: { label: 'Break glass', submit: 'Break glass', done: 'A second person must confirm now.', about: 'Two people of the accountable party open a window at once. Everybody is told, and a review stays open until it is signed.' },
} as const

export function AskForAccess({ kind }: { kind: keyof typeof kinds }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const { label, submit, done, about } = kinds[kind]
  const matrix = useRead(['raci'], () => read(api.GET('/api/appliance/v1/raci')))
  const ask = useAct<Values>({
    act({ rows, reason, ticket, from, to }, headers) {
      const said = { body: { rows, reason, ...(ticket ? { ticket } : {}), ...(from ? { from: new Date(from).toISOString() } : {}), ...(to ? { to: new Date(to).toISOString() } : {}) }, headers }
      if (kind === 'request') return api.POST('/api/appliance/v1/access-windows', said)
      return kind === 'grant' ? api.POST('/api/appliance/v1/access-windows/grants', said) : api.POST('/api/appliance/v1/access-windows/emergencies', said)
    },
    done, refresh: [['access-windows'], ['next-steps']],
  })
  return (
    <ModalForm<Values> label={label} submit={submit} variant={kind === 'grant' ? 'filled' : 'default'} size="lg" initial={initial} act={ask} disabledBecause={may('update:appliance')} fieldOf={(name) => name}
      validate={{ reason: filled, rows: (rows) => (rows.length === 0 ? 'At least one.' : null), to: (to, { from }) => (to && from && to <= from ? 'It must end after it begins.' : null) }}>
      {(form) => (
        <>
          <Text size="sm">{about}</Text>
          <MultiSelect label="For which work" description="Rows of the matrix; nothing else can be done in the window." required searchable data={(matrix.data?.rows ?? []).map(({ id, title }) => ({ value: id, label: title.length > 70 ? `${title.slice(0, 68)}…` : title }))} {...form.getInputProps('rows')} />
          <Textarea label="Why" required autosize minRows={2} {...form.getInputProps('reason')} />
          <TextInput label="Support ticket" placeholder="T-17" {...form.getInputProps('ticket')} />
          <TextInput type="datetime-local" label="From" description="Empty: now." {...form.getInputProps('from')} />
          <TextInput type="datetime-local" label="To" description="Empty: one hour later." {...form.getInputProps('to')} />
        </>
      )}
    </ModalForm>
  )
}
