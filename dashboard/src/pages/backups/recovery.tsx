/** What people do for recovery outside of the appliance: they say that it is done, and both parties can read who said so. */
import { Select, Textarea } from '@mantine/core'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Moment } from '../../lists/moment.tsx'
import { Who } from '../../lists/who.tsx'
import { Section } from '../../shell/section.tsx'

type Step = ApplianceAnswered<'recovery.list'>[number]

const words: Record<Step['step'], string> = {
  'snapshot-made': 'Snapshots of every machine were made', 'snapshot-restored': 'Snapshots were restored', 'nodes-created': 'New machines were made', 'environment-recovered': 'The environment was recovered',
  'cli-downloaded': 'The command-line tool was fetched', 'cli-installed': 'The command-line tool was installed', 'password-opens': 'A passphrase was tried on a backup',
}
const reported = Object.entries(words).filter(([step]) => step !== 'password-opens').map(([value, label]) => ({ value, label }))
const pageSize = 10

const columns: readonly Column<Step>[] = [
  { title: 'What', least: 220, cell: ({ step }) => words[step] },
  { title: 'Note', least: 220, cell: ({ note }) => <span style={{ overflowWrap: 'anywhere' }}>{note}</span> },
  { title: 'When', cell: ({ recorded_at: at }) => <Moment at={at} /> },
  { title: 'Said by', cell: ({ recorded_by: by }) => <Who by={by} />, from: 'sm' },
]

export function Recovery() {
  const api = useAppliance()
  const list = useListState()
  const query = useRead(['recovery'], () => read(api.GET('/api/appliance/v1/recovery')))
  const rows = query.data?.slice(list.page * pageSize, (list.page + 1) * pageSize) ?? []
  return (
    <Section title="Steps outside of the appliance" about="Snapshots, new machines, tools that were fetched: done elsewhere, reported here." actions={<Report />}>
      <DataTable label="Reported steps" query={{ ...query, data: query.data && { rows, total: query.data.length } }} columns={columns} rowKey={({ id }) => id} page={list.page} pageSize={pageSize} onPage={list.setPage} empty={<Empty title="Nothing was reported">Report a step when it is done: the matrix names whose work it is.</Empty>} />
    </Section>
  )
}

function Report() {
  const api = useAppliance()
  const may = useMayConfigure()
  const report = useAct<{ step: string; note: string }>({
    act({ step, note }, headers) {
      const said = { body: { note }, headers }
      switch (step) {
        case 'snapshot-made': return api.POST('/api/appliance/v1/recovery/snapshot-made', said)
        case 'snapshot-restored': return api.POST('/api/appliance/v1/recovery/snapshot-restored', said)
        case 'nodes-created': return api.POST('/api/appliance/v1/recovery/nodes-created', said)
        case 'cli-downloaded': return api.POST('/api/appliance/v1/recovery/cli-downloaded', said)
        case 'cli-installed': return api.POST('/api/appliance/v1/recovery/cli-installed', said)
        default: return api.POST('/api/appliance/v1/recovery/environment-recovered', said)
      }
    },
    done: 'It is on record.', refresh: [['recovery']],
  })
  return (
    <ModalForm<{ step: string; note: string }> label="Report a step" submit="Report it" variant="default" initial={{ step: 'snapshot-made', note: '' }} validate={{ note: filled }} act={report} disabledBecause={may('update:backups')}>
      {(form) => (
        <>
          <Select label="What was done" data={reported} allowDeselect={false} {...form.getInputProps('step')} />
          <Textarea label="Note" description="What was done, where, and what for. At most 2,000 characters." required autosize minRows={2} maxLength={2000} {...form.getInputProps('note')} />
        </>
      )}
    </ModalForm>
  )
}
