/** Versions of the matrix: proposed by one party, in force when both have signed. */
import { Group, Textarea, TextInput } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { Who } from '../../lists/who.tsx'
import { Section } from '../../shell/section.tsx'

type Version = ApplianceAnswered<'raci.versions'>[number]

const refresh = [['raci'], ['next-steps']]
const columns: readonly Column<Version>[] = [
  { title: 'Version', cell: ({ version }) => version },
  { title: 'State', cell: ({ inForceSince: since }) => (since ? <Status tone="good">in force</Status> : <Status tone="watch">proposed</Status>) },
  { title: 'Note', cell: ({ note }) => note },
  { title: 'Proposed', cell: ({ createdAt: at, proposedBy: by }) => <><Moment at={at} /> by <Who by={by} /></>, from: 'sm' },
  { title: 'Signed by', cell: ({ signatures }) => signatures.map(({ party }) => party).join(', ') || '–' },
  { title: 'Actions', cell: (version) => <Sign version={version} />, width: 110 },
]

export function MatrixVersions() {
  const api = useAppliance()
  const query = useRead(['raci', 'versions'], async () => ({ rows: await read(api.GET('/api/appliance/v1/raci/versions')) }))
  return (
    <Section title="Versions" about="A changed matrix takes effect when both parties have signed it. Every version stays readable, and a task keeps the one that it began under." actions={<Propose />}>
      <DataTable label="Versions of the matrix" query={query} columns={columns} rowKey={({ version }) => String(version)} empty={<Empty title="No version" />} />
    </Section>
  )
}

function Sign({ version: { version, inForceSince } }: { version: Version }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const path = { version: String(version) }
  const sign = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/raci/versions/{version}/sign', { params: { path }, body: {}, headers }), done: 'Signed for your party.', refresh })
  return <Group>{<ActButton size="xs" variant="default" loading={sign.pending} onClick={() => void sign.run()} disabledBecause={because(may('update:appliance'), inForceSince !== undefined && 'It is in force already.')}>Sign</ActButton>}</Group>
}

function Propose() {
  const api = useAppliance()
  const may = useMayConfigure()
  const current = useRead(['raci'], () => read(api.GET('/api/appliance/v1/raci')))
  const rows = (current.data?.rows ?? []).map(({ accountable: _accountable, findings: _findings, ...row }) => row)
  const propose = useAct<{ matrix: string; note: string }>({ act: ({ matrix, note }, headers) => api.POST('/api/appliance/v1/raci/versions', { body: { matrix: JSON.parse(matrix) as never, note }, headers }), done: 'Proposed. It waits for the signatures.', refresh })
  return (
    <ModalForm<{ matrix: string; note: string }> label="Propose a change" submit="Propose" variant="default" size="xl" initial={{ matrix: JSON.stringify(rows, null, 2), note: '' }} act={propose} disabledBecause={may('update:appliance')}
      validate={{ note: filled, matrix: (text) => { try { return Array.isArray(JSON.parse(text)) ? null : 'The matrix is a list of rows.' } catch (error) { return `This is not JSON: ${String(error)}` } } }}>
      {(form) => (
        <>
          <TextInput label="What changes, and why" required {...form.getInputProps('note')} />
          <Textarea label="The matrix" description="The rows as JSON. What is wrong with a row is said before anybody is asked to sign." autosize minRows={12} maxRows={24} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('matrix')} />
        </>
      )}
    </ModalForm>
  )
}
