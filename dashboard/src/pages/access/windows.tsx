/** When the provider may come in: asked for, opened, ended; the record stays with the subscriber. */
import { Group, Stack, Text, Textarea } from '@mantine/core'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Status } from '../../lists/status.tsx'
import { Page } from '../../shell/page.tsx'
import { AskForAccess } from './ask.tsx'

type AccessWindow = {
  id: string; state: 'requested' | 'declined' | 'open' | 'closed' | 'ended'; matrix_rows: string[]; reason: string; ticket?: string | null; environment: string; starts_at: string; ends_at: string
  requested_by: string; opened_by?: string | null; closed_by?: string | null; close_reason?: string | null; emergency: boolean; reviewed_by?: string | null; review?: string | null
}

const tones = { requested: 'watch', open: 'good', declined: 'quiet', closed: 'quiet', ended: 'quiet' } as const
const refresh = [['access-windows'], ['next-steps']]
const moment = (at: string) => new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

const columns: readonly Column<AccessWindow>[] = [
  { title: 'State', cell: ({ state, emergency }) => <Group gap={4}><Status tone={tones[state]}>{state}</Status>{emergency && <Status tone="bad">emergency</Status>}</Group> },
  { title: 'When', cell: ({ starts_at: from, ends_at: to }) => <Text size="sm">{moment(from)}<br />to {moment(to)}</Text> },
  { title: 'For', cell: ({ matrix_rows: rows, environment }) => <Text size="sm">{rows.map((row) => row.replaceAll('-', ' ')).join(', ')}<Text component="span" size="xs" c="dimmed"> on {environment}</Text></Text> },
  { title: 'Why', cell: ({ reason, ticket, review, close_reason: closed }) => <Text size="sm">{reason}{ticket ? ` (${ticket})` : ''}{closed && <Text size="xs" c="dimmed">Closed: {closed}</Text>}{review && <Text size="xs" c="dimmed">Review: {review}</Text>}</Text> },
  { title: 'By', cell: ({ requested_by: asked, opened_by: opened }) => <Text size="xs">asked: {asked}{opened && <><br />opened: {opened}</>}</Text>, from: 'md' },
  { title: 'Actions', cell: (window) => <Acts window={window} />, width: 220 },
]

export default function AccessWindows() {
  const api = useAppliance()
  const { page, setPage } = useListState()
  const query = useRead(['access-windows', page], () => listed(api.GET('/api/appliance/v1/access-windows', { params: { query: pageOf(page) } }) as never, 'windows') as Promise<unknown> as Promise<{ rows: AccessWindow[]; total: number | undefined }>, { refetchInterval: 10_000 })
  return (
    <Page wide title="Access windows" about="The provider has no standing access. People of the provider can sign in only while a window is open; at its end their sessions end within five seconds." actions={<><AskForAccess kind="grant" /><AskForAccess kind="request" /><AskForAccess kind="emergency" /></>}>
      <DataTable label="Access windows" query={query} columns={columns} rowKey={({ id }) => id} page={page} pageSize={25} onPage={setPage} empty={<Empty title="Nobody has asked to come in">The provider asks for a window; the subscriber opens it, for as long and for as much as needed.</Empty>} />
    </Page>
  )
}

function Acts({ window: { id, state, emergency, opened_by: opened, reviewed_by: reviewed } }: { window: AccessWindow }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const params = { path: { id } }
  const open = useAct<{ note: string }>({ act: (_, headers) => api.POST('/api/appliance/v1/access-windows/{id}/open', { params, body: {}, headers }), done: 'The window is open.', refresh })
  const decline = useAct<{ reason: string }>({ act: (body, headers) => api.POST('/api/appliance/v1/access-windows/{id}/decline', { params, body, headers }), done: 'Declined.', refresh })
  const close = useAct<{ reason: string }>({ act: (body, headers) => api.POST('/api/appliance/v1/access-windows/{id}/close', { params, body, headers }), done: 'Closed; the provider’s sessions end now.', refresh })
  const confirm = useAct<{ note: string }>({ act: (_, headers) => api.POST('/api/appliance/v1/access-windows/{id}/confirm', { params, headers }), done: 'The glass is broken: the window is open and everybody was told.', refresh })
  const review = useAct<{ text: string }>({ act: (body, headers) => api.POST('/api/appliance/v1/access-windows/{id}/review', { params, body, headers }), done: 'The review is signed.', refresh })
  const no = may('update:appliance')
  const why = (form: { getInputProps: (name: string) => object }) => <Textarea label="Why" required autosize minRows={2} {...form.getInputProps('reason')} />
  return (
    <Stack gap={4} align="flex-start">
      {state === 'requested' && !emergency && (
        <Group gap={4}>
          <ModalForm<{ note: string }> label="Open" submit="Open" variant="default" initial={{ note: '' }} act={open} disabledBecause={no}>{() => <Text size="sm">The provider may come in for what was asked, for the time that was asked.</Text>}</ModalForm>
          <ModalForm<{ reason: string }> label="Decline" submit="Decline" variant="default" initial={{ reason: '' }} validate={{ reason: filled }} act={decline} disabledBecause={no}>{why}</ModalForm>
        </Group>
      )}
      {state === 'requested' && emergency && <ModalForm<{ note: string }> label="Confirm emergency" submit="Confirm" variant="default" initial={{ note: '' }} act={confirm} disabledBecause={no}>{() => <Text size="sm">You are the second of two people. The window opens at once, everybody is told, and a review stays open until it is signed.</Text>}</ModalForm>}
      {state === 'open' && <ModalForm<{ reason: string }> label="Close" submit="Close" variant="default" initial={{ reason: '' }} validate={{ reason: filled }} act={close} disabledBecause={no}>{why}</ModalForm>}
      {emergency && opened && !reviewed && state !== 'requested' && <ModalForm<{ text: string }> label="Sign the review" submit="Sign" variant="default" initial={{ text: '' }} validate={{ text: filled }} act={review} disabledBecause={no}>{(form) => <Textarea label="What happened, and what follows from it" required autosize minRows={3} {...form.getInputProps('text')} />}</ModalForm>}
    </Stack>
  )
}
