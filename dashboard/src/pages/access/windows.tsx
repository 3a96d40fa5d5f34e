/** When the provider may come in: asked for, opened, ended; the record stays with the subscriber. */
import { Group, Stack, Text } from '@mantine/core'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { listed, pageOf, type RowOf } from '../../api/listed.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { AgreeForm, WordsForm } from '../../forms/words-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { toTheMinute } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { Who } from '../../lists/who.tsx'
import { Page } from '../../shell/page.tsx'
import { MatrixRowName } from '../matrix/row-name.tsx'
import { AskForAccess } from './ask.tsx'

type AccessWindow = RowOf<ApplianceAnswered<'access-windows.list'>, 'windows'>

const tones = { requested: 'watch', open: 'good', declined: 'quiet', closed: 'quiet', ended: 'quiet' } as const
const refresh = [['access-windows'], ['next-steps']]

const columns: readonly Column<AccessWindow>[] = [
  { title: 'State', cell: ({ state, emergency }) => <Group gap={4}><Status tone={tones[state]}>{state}</Status>{emergency && <Status tone="bad">emergency</Status>}</Group> },
  { title: 'When', cell: ({ starts_at: from, ends_at: to }) => <Text size="sm">{toTheMinute(from)}<br />to {toTheMinute(to)}</Text> },
  { title: 'For', cell: ({ matrix_rows: rows, environment }) => <Text size="sm">{rows.map((row, index) => <span key={row}>{index > 0 && ', '}<MatrixRowName id={row} /></span>)}<Text component="span" size="xs" c="dimmed"> on {environment}</Text></Text> },
  { title: 'Why', cell: ({ reason, ticket, review, close_reason: closed }) => <Text size="sm">{reason}{ticket ? ` (${ticket})` : ''}{closed && <Text size="xs" c="dimmed">Closed: {closed}</Text>}{review && <Text size="xs" c="dimmed">Review: {review}</Text>}</Text> },
  { title: 'By', cell: ({ requested_by: asked, opened_by: opened }) => <Text size="xs">asked: <Who by={asked} />{opened && <><br />opened: <Who by={opened} /></>}</Text>, from: 'md' },
  { title: 'Actions', cell: (window) => <Acts window={window} />, width: 220 },
]

export default function AccessWindows() {
  const api = useAppliance()
  const { page, setPage } = useListState()
  const query = useRead(['access-windows', page], () => listed(api.GET('/api/appliance/v1/access-windows', { params: { query: pageOf(page) } }), 'windows'), { refetchInterval: 10_000 })
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
  const open = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/access-windows/{id}/open', { params, body: {}, headers }), done: 'The window is open.', refresh })
  const decline = useAct<string>({ act: (reason, headers) => api.POST('/api/appliance/v1/access-windows/{id}/decline', { params, body: { reason }, headers }), done: 'Declined.', refresh })
  const close = useAct<string>({ act: (reason, headers) => api.POST('/api/appliance/v1/access-windows/{id}/close', { params, body: { reason }, headers }), done: 'Closed; the provider’s sessions end now.', refresh })
  const confirm = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/access-windows/{id}/confirm', { params, headers }), done: 'The glass is broken: the window is open and everybody was told.', refresh })
  const review = useAct<string>({ act: (text, headers) => api.POST('/api/appliance/v1/access-windows/{id}/review', { params, body: { text }, headers }), done: 'The review is signed.', refresh })
  const no = may('update:appliance')
  return (
    <Stack gap={4} align="flex-start">
      {state === 'requested' && !emergency && (
        <Group gap={4}>
          <AgreeForm label="Open" buttonSize="xs" act={open} disabledBecause={no}>The provider may come in for what was asked, for the time that was asked.</AgreeForm>
          <WordsForm label="Decline" buttonSize="xs" ask="Why" act={decline} disabledBecause={no} />
        </Group>
      )}
      {state === 'requested' && emergency && <AgreeForm label="Confirm emergency" submit="Confirm" buttonSize="xs" act={confirm} disabledBecause={no}>You are the second of two people. The window opens at once, everybody is told, and a review stays open until it is signed.</AgreeForm>}
      {state === 'open' && <WordsForm label="Close" buttonSize="xs" ask="Why" act={close} disabledBecause={no} />}
      {emergency && opened && !reviewed && state !== 'requested' && <WordsForm label="Sign the review" submit="Sign" buttonSize="xs" ask="What happened, and what follows from it" rows={3} act={review} disabledBecause={no} />}
    </Stack>
  )
}
