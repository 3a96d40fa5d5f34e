/** Log events as a table; one opens beside it in full. */
import { Anchor, Badge, Drawer, Group, ScrollArea, Stack, Text } from '@mantine/core'
import { IconList } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { CodeBlock } from '../../acts/code-block.tsx'
import { useReading, type Reading } from '../../api/hooks.ts'
import type { Rows } from '../../api/listed.ts'
import { place } from '../../api/place.ts'
import type { Answered } from '../../api/session.ts'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { exactly, Moment } from '../../lists/moment.tsx'
import { kindOf } from './event-names.ts'

export type LogEntry = Answered<'logs.get'>

/** What is done here stands in the log under this dashboard's own application, which no tenant knows by name. */
const applicationOf = ({ client_name: name, client_id: id }: Pick<LogEntry, 'client_name' | 'client_id'>): string | undefined => name ?? (id === place.client_id ? 'Dashboard' : id) ?? undefined

export function EventBadge({ type }: { type: string }) {
  const { name, failure } = kindOf(type)
  return <Badge variant={failure ? 'outline' : 'default'} color={failure ? 'red.8' : 'gray'} className={failure ? 'danger' : undefined} tt="none" fw={500} maw={260}>{name}</Badge>
}

/** How many there are to a page. */
export const logPage = 50

export type LogListProps = { /** Page 0 and those after it. */ part: (page: number) => Reading<Rows<LogEntry>>; /** Milliseconds between looks for new ones; absent: only when asked. */ every?: number | undefined; empty?: React.ReactNode }

export function LogList({ part, every, empty }: LogListProps) {
  const list = useListState()
  const [open, setOpen] = useState<LogEntry>()
  const logs = useReading(part(list.page), { placeholderData: keepPreviousData, ...(every && list.page === 0 ? { refetchInterval: every, refetchIntervalInBackground: false } : {}) })
  return (
    <>
      <DataTable
        label="Log events" query={logs} page={list.page} pageSize={logPage} onPage={list.setPage} rowKey={({ log_id: id }) => id} empty={empty ?? <Empty icon={IconList} title="Nothing has happened yet" />}
        columns={[
          { title: 'Event', least: 190, cell: (entry) => <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setOpen(entry)} aria-label={`${kindOf(entry.type).name}, details`}><EventBadge type={entry.type} /></Anchor> },
          { title: 'Description', from: 'sm', cell: ({ description }) => <Text size="sm" lineClamp={1} maw={380}>{description}</Text> },
          { title: 'User', cell: ({ user_name: name, user_id: id }) => <Text size="sm" lineClamp={1} maw={220}>{applicationOf({ client_name: name, client_id: id }) ?? '–'}</Text> },
          { title: 'Application', from: 'md', cell: ({ client_name: name, client_id: id }) => <Text size="sm" lineClamp={1} maw={200}>{applicationOf({ client_name: name, client_id: id }) ?? '–'}</Text> },
          { title: 'When', cell: ({ date }) => <Moment at={date} /> },
        ]}
      />
      <Drawer opened={open !== undefined} onClose={() => setOpen(undefined)} title={open ? kindOf(open.type).name : ''} position="right" size="lg" scrollAreaComponent={ScrollArea.Autosize}>
        {open && (
          <Stack gap="sm">
            <Group gap="xs"><EventBadge type={open.type} /><Text className="mono" c="dimmed">{open.type}</Text></Group>
            {open.description && <Text size="sm">{open.description}</Text>}
            <dl className="definition" style={{ margin: 0 }}>
              <dt>When</dt><dd>{exactly(open.date)}</dd>
              {([['User', open.user_name ?? open.user_id], ['Application', applicationOf(open)], ['Connection', open.connection], ['Address', open.ip], ['Browser', open.user_agent]] as const).map(([label, value]) => value && <div key={label} style={{ display: 'contents' }}><dt>{label}</dt><dd>{value}</dd></div>)}
            </dl>
            <CodeBlock code={JSON.stringify(open, null, 2)} label="Event" />
          </Stack>
        )}
      </Drawer>
    </>
  )
}
