/** Messages that the mail server did not take at once: why, and when each is tried again by itself. */
import { Stack, Text } from '@mantine/core'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import type { operations } from '../../api/generated/appliance.d.ts'

type Delayed = Extract<operations['mail.delayed']['responses'][200]['content']['application/json'], readonly unknown[]>[number]

const tones = { waiting: 'watch', delivered: 'good', given_up: 'bad' } as const
const words = { waiting: 'waits', delivered: 'delivered', given_up: 'given up' } as const
const size = 25

const columns: readonly Column<Delayed>[] = [
  { title: 'Message', cell: ({ purpose, tenant }) => <><Text size="sm" fw={500}>{purpose.replaceAll('_', ' ')}</Text><Text size="xs" c="dimmed">{tenant === null ? 'of the appliance itself' : `tenant ${tenant}`}</Text></> },
  { title: 'To', cell: ({ domain }) => <span className="mono">…@{domain}</span> },
  { title: 'State', cell: ({ state, attempts }) => <Stack gap={2}><Status tone={tones[state]}>{words[state]}</Status><Text size="xs" c="dimmed">{attempts} {attempts === 1 ? 'attempt' : 'attempts'}</Text></Stack> },
  { title: 'Why', least: 240, cell: ({ last_error: error }) => <Text size="sm" style={{ overflowWrap: 'anywhere' }}>{error}</Text> },
  { title: 'Since', cell: ({ created_at: at }) => <Moment at={at} />, from: 'sm' },
  { title: 'Next attempt', cell: ({ state, next_at: next, until, ended_at: ended }) => (state === 'waiting' ? <><Moment at={next} /><Text size="xs" c="dimmed">given up <Moment at={until} /></Text></> : <>ended <Moment at={ended} /></>) },
]

export function DelayedMail() {
  const api = useAppliance()
  const list = useListState()
  const query = useRead(['delayed-mail', list.page], () => listed(api.GET('/api/appliance/v1/mail/delayed', { params: { query: pageOf(list.page, size) } }), 'messages'), { refetchInterval: 10_000 })
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">Each is tried again by itself, later and later, until its moment of giving up. Mend the mail server under Settings, Mail, and send a test there; nothing has to be sent anew.</Text>
      <DataTable label="Delayed messages" query={query as never} columns={columns} rowKey={({ id }) => String(id)} page={list.page} pageSize={size} onPage={list.setPage} empty={<Empty title="Every message was taken at once">One that the mail server refuses for the moment stands here, with its reason and the time of the next attempt.</Empty>} />
    </Stack>
  )
}
