/** The standing sign-off of routine work: whoever answers for a row withdraws it, and gives it again. */
import { Select, Textarea } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Who } from '../../lists/who.tsx'
import { Section } from '../../shell/section.tsx'

type Row = { id: string; title: string }
type Withdrawn = { matrix_row: string; reason: string; withdrawn_by: string; withdrawn_at: string }

const refresh = [['standing']]

export function Standing({ rows }: { rows: readonly Row[] }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const query = useRead(['standing'], async () => ({ rows: (await read(api.GET('/api/appliance/v1/standing-signoffs'))) as unknown as Withdrawn[] }))
  const gone = new Set(query.data?.rows.map(({ matrix_row: row }) => row))
  const open = rows.filter(({ id }) => !gone.has(id))
  const withdraw = useAct<{ row: string; reason: string }>({ act: ({ row, reason }, headers) => api.DELETE('/api/appliance/v1/standing-signoffs/{row}', { params: { path: { row }, query: { reason } }, headers }), done: 'From now on each run of it waits for a sign-off.', refresh })
  const columns: readonly Column<Withdrawn>[] = [
    { title: 'Work', least: 200, cell: ({ matrix_row: id }) => rows.find((row) => row.id === id)?.title ?? id },
    { title: 'Why', least: 200, cell: ({ reason }) => reason },
    { title: 'Withdrawn', cell: ({ withdrawn_at: at, withdrawn_by: by }) => <><Moment at={at} /> by <Who by={by} /></> },
    { title: 'Actions', cell: ({ matrix_row: row }) => <Give row={row} />, width: 140 },
  ]
  return (
    <Section title="Standing sign-offs" about="Routine work runs without a sign-off of its own, because whoever answers for it gave a standing one. Without it each run waits as a task." actions={
      <ModalForm<{ row: string; reason: string }> label="Withdraw one" submit="Withdraw it" variant="default" initial={{ row: open[0]?.id ?? '', reason: '' }} validate={{ reason: filled }} act={withdraw} disabledBecause={because(may('update:appliance'), query.data !== undefined && open.length === 0 && 'All are withdrawn.')}>
        {(form) => <><Select label="Work" searchable allowDeselect={false} data={open.map(({ id, title }) => ({ value: id, label: title }))} {...form.getInputProps('row')} /><Textarea label="Why" description="Both parties can read it. At most 2,000 characters." required autosize minRows={2} maxLength={2000} {...form.getInputProps('reason')} /></>}
      </ModalForm>}>
      <DataTable label="Withdrawn sign-offs" query={query} columns={columns} rowKey={({ matrix_row: row }) => row} empty={<Empty title="None is withdrawn">Routine work of every row runs at once. Withdraw the sign-off of a row to see each run of it beforehand.</Empty>} />
    </Section>
  )
}

function Give({ row }: { row: string }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const give = useAct<void>({ act: (_, headers) => api.PUT('/api/appliance/v1/standing-signoffs/{row}', { params: { path: { row } }, headers }), done: 'Routine work of this row runs at once again.', refresh })
  return <ActButton size="xs" variant="default" loading={give.pending} onClick={() => void give.run()} disabledBecause={may('update:appliance')}>Give again</ActButton>
}
