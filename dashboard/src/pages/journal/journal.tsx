/** The record of who did, asked, answered, signed and was told what; each entry carries the hash of the one before. */
import { Alert, Group, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ActButton } from '../../acts/act-button.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { saveText } from '../../acts/save-file.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { listed, pageOf, type RowOf } from '../../api/listed.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { exactly } from '../../lists/moment.tsx'
import { Who } from '../../lists/who.tsx'
import { Page } from '../../shell/page.tsx'
import { CheckAnchor } from './check-anchor.tsx'

type Entry = RowOf<ApplianceAnswered<'journal.list'>, 'entries'>

const columns: readonly Column<Entry>[] = [
  { title: 'No.', cell: ({ seq }) => seq, align: 'right', width: 70 },
  { title: 'When', cell: ({ at }) => <span style={{ whiteSpace: 'nowrap' }}>{exactly(at)}</span> },
  { title: 'What', least: 170, cell: ({ kind }) => <span className="mono">{kind}</span> },
  { title: 'Who', least: 190, cell: ({ actor }) => <Who by={actor} /> },
  { title: 'About', least: 260, cell: ({ subject, data }) => <><Text size="sm" className="mono">{subject ?? ''}</Text><Text size="xs" c="dimmed" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>{inWords(data)}</Text></> },
  { title: 'Hash', cell: ({ hash }) => <span className="mono" style={{ whiteSpace: 'nowrap' }} title={hash}>{hash.slice(0, 10)}…</span>, from: 'md' },
]

/** `row: configure · basis: standing`; which mandate it was is for the export. */
const inWords = (data: unknown): string =>
  data !== null && typeof data === 'object' && !Array.isArray(data)
    ? Object.entries(data).filter(([name]) => name !== 'mandate').map(([name, value]) => `${name.replaceAll('_', ' ')}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' · ')
    : JSON.stringify(data) ?? ''

export default function Journal() {
  const api = useAppliance()
  const may = useMayConfigure()
  const state = useListState<'kind' | 'subject'>()
  const [verdict, setVerdict] = useState<{ ok: boolean; sentence: string }>()
  const [kind, subject] = [state.get('kind'), state.get('subject')]
  const query = useRead(['journal', kind, subject, state.page], () => listed(api.GET('/api/appliance/v1/journal', { params: { query: { ...pageOf(state.page, 50), ...(kind ? { kind } : {}), ...(subject ? { subject } : {}) } } }), 'entries'))
  const anchor = useAct<void, object>({ act: (_, headers) => api.POST('/api/appliance/v1/journal/anchors', { headers }), onDone: (signed) => saveText('journal-anchor.json', 'application/json', JSON.stringify(signed, null, 2)), done: 'Signed. Keep the file where nobody of this appliance can reach it.' })
  const verify = useAct<void, { ok: boolean; sentence: string }>({ act: () => api.GET('/api/appliance/v1/journal/verify'), onDone: setVerdict })
  const save = async () => {
    const lines: string[] = []
    for (let after: number | undefined; ;) {
      const part = await read(api.GET('/api/appliance/v1/journal/export', { params: { query: { take: 5000, ...(after === undefined ? {} : { after }) } } }))
      lines.push(...part.lines)
      after = part.next
      if (after === undefined) break
    }
    saveText('journal.jsonl', 'application/jsonl', `${lines.join('\n')}\n`)
  }
  return (
    <Page wide title="Journal" about="Append-only. An entry that was altered, removed or put in between is found by checking." actions={
      <><ActButton size="sm" loading={verify.pending} onClick={() => void verify.run()}>Check</ActButton><ActButton size="sm" variant="default" onClick={() => void save()}>Export</ActButton><CheckAnchor onVerdict={setVerdict} /><ActButton size="sm" variant="default" loading={anchor.pending} onClick={() => void anchor.run()} disabledBecause={may('update:appliance')}>Sign its head</ActButton></>}>
      {verdict && <Alert mb="md" color={verdict.ok ? 'green' : 'red'} role="status" withCloseButton closeButtonLabel="Close" onClose={() => setVerdict(undefined)}>{verdict.sentence}</Alert>}
      <Group mb="md" gap="sm" align="flex-end">
        <TextInput label="Kind" placeholder="task.approved" defaultValue={kind} onBlur={(event) => state.set({ kind: event.currentTarget.value.trim(), subject })} onKeyDown={(event) => event.key === 'Enter' && state.set({ kind: event.currentTarget.value.trim(), subject })} />
        <TextInput label="About" placeholder="task:…" defaultValue={subject} onBlur={(event) => state.set({ kind, subject: event.currentTarget.value.trim() })} onKeyDown={(event) => event.key === 'Enter' && state.set({ kind, subject: event.currentTarget.value.trim() })} />
      </Group>
      <DataTable label="Journal" query={query} columns={columns} rowKey={({ seq }) => String(seq)} page={state.page} pageSize={50} onPage={state.setPage} empty={<Empty title="No such entries">Everything that was done to this appliance stands here.</Empty>} />
    </Page>
  )
}
