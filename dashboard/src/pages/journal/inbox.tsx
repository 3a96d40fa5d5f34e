/** What the matrix says this person is to be told. */
import { Switch, Text } from '@mantine/core'
import { Link } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { listed, pageOf, type RowOf } from '../../api/listed.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Moment } from '../../lists/moment.tsx'
import { Page } from '../../shell/page.tsx'
import { Tabbed } from '../../shell/tabbed.tsx'
import { addressOfSubject } from '../appliance/next-steps.tsx'
import { Webhooks } from './webhooks.tsx'

type Notice = RowOf<ApplianceAnswered<'notices.list'>, 'notices'>

const columns: readonly Column<Notice>[] = [
  { title: 'News', least: 260, cell: ({ title, body, subject, read_at: read }) => {
    const to = subject ? addressOfSubject(subject) : undefined
    return <><Text size="sm" fw={read ? 400 : 600}>{to ? <Link className="row-link" to={to}>{title}</Link> : title}</Text><Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>{body}</Text></>
  } },
  { title: 'When', cell: ({ created_at: at }) => <Moment at={at} />, width: 130 },
  { title: 'Actions', cell: (notice) => <Read notice={notice} />, width: 130 },
]

export default function Inbox() {
  return (
    <Page title="Inbox" about="What you are told because the matrix says so. The same goes out by mail and webhook.">
      <Tabbed label="Inbox" tabs={[{ name: 'news', title: 'News', content: () => <News /> }, { name: 'webhooks', title: 'Webhooks', content: () => <Webhooks /> }]} />
    </Page>
  )
}

function News() {
  const api = useAppliance()
  const state = useListState<'unread'>()
  const unread = state.get('unread') === 'only'
  const query = useRead(['notices', unread, state.page], () => listed(api.GET('/api/appliance/v1/notices', { params: { query: { ...pageOf(state.page), ...(unread ? { unread } : {}) } } }), 'notices'))
  return (
    <>
      <Switch label="Only what is unread" mb="md" checked={unread} onChange={(event) => state.set({ unread: event.currentTarget.checked ? 'only' : '' })} />
      <DataTable label="News" query={query} columns={columns} rowKey={({ delivery_id: id }) => id} page={state.page} pageSize={25} onPage={state.setPage} empty={<Empty title="Nothing new">Those whom the matrix informs find here what was done, begun and ended.</Empty>} />
    </>
  )
}

function Read({ notice: { delivery_id: id, read_at: at } }: { notice: Notice }) {
  const api = useAppliance()
  const mark = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/notices/{id}/read', { params: { path: { id } }, headers }), refresh: [['notices']] })
  return at ? <Text size="xs" c="dimmed">read <Moment at={at} /></Text> : <ActButton size="xs" variant="default" loading={mark.pending} onClick={() => void mark.run()}>Mark as read</ActButton>
}
