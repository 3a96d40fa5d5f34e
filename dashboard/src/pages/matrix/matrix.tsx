/** The matrix in force with its live state: who may, who answers, who is asked, who is told; and what the linter says of it. */
import { Badge, Button, Group, List, Menu, Stack, Table, Text, Tooltip } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { Link } from 'react-router'
import { useAppliance, useRead, useSession } from '../../api/hooks.ts'
import { listed, whole } from '../../api/listed.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { saveText } from '../../acts/save-file.ts'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { roleName } from '../people/roles.ts'
import { Standing } from './standing.tsx'
import { MatrixVersions } from './versions.tsx'

type Matrix = ApplianceAnswered<'raci.show'>
type Row = Matrix['rows'][number]
type Letter = Row['provider'][number]
type Task = { id: string; matrix_row: string; state: string }
/** Live tasks of a row that are named; the others are counted. */
const named = 5
const line = { display: 'block', fontSize: 'var(--mantine-font-size-sm)', lineHeight: '1.5rem' } as const
const liveStates = ['proposed', 'consulted', 'approved', 'running'] as const

const groupTitles: Record<string, string> = { general: 'Roles and responsibilities', 'database-backup': 'Disaster recovery: database backup', restore: 'Disaster recovery: restore', 'vm-snapshots': 'Disaster recovery: snapshots of machines' }
const meanings: Record<string, string> = { R: 'Responsible: may run it', A: 'Accountable: answers for it and signs it off', C: 'Consulted: is asked first', I: 'Informed: is told' }

export default function MatrixPage() {
  const api = useAppliance()
  const query = useRead(['raci'], () => read(api.GET('/api/appliance/v1/raci')))
  const tasks = useRead(['tasks', 'live'], async () => (await Promise.all(liveStates.map((state) => whole((part) => listed(api.GET('/api/appliance/v1/tasks', { params: { query: { ...part, state } } }), 'tasks'))))).flatMap(({ rows }) => rows))
  return (
    <Page wide title="Responsibility matrix" about="The matrix decides who may do what to this appliance. R may run it, A answers for it, C is asked, I is told." actions={<Export />}>
      <Loaded query={query}>{(matrix) => (
        <Stack gap="md">
          <Text size="sm">Version {matrix.version}{matrix.signedBy.length > 0 ? `, signed by ${matrix.signedBy.join(' and ')}` : ', as shipped'}. A letter in brackets counts only when there is an issue.</Text>
          {Object.entries(groupTitles).map(([group, title]) => <GroupTable key={group} title={title} matrix={matrix} rows={matrix.rows.filter((row) => row.group === group)} live={tasks.data ?? []} />)}
          <Standing rows={matrix.rows} />
          <Lint />
          <MatrixVersions />
        </Stack>
      )}</Loaded>
    </Page>
  )
}

function GroupTable({ title, matrix: { parties }, rows, live }: { title: string; matrix: Matrix; rows: Row[]; live: readonly Task[] }) {
  if (rows.length === 0) return null
  return (
    <Section title={title}>
      <Table.ScrollContainer minWidth={640} type="native" tabIndex={0} role="region" aria-label={title} className="cards-scroll">
        <Table verticalSpacing="sm" className="cards" role="table">
          <Table.Thead role="rowgroup"><Table.Tr role="row"><Table.Th role="columnheader" scope="col">Work</Table.Th><Table.Th role="columnheader" scope="col" w={130}>{parties.provider}</Table.Th><Table.Th role="columnheader" scope="col" w={130}>{parties.subscriber}</Table.Th><Table.Th role="columnheader" scope="col" w={200}>Now</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody role="rowgroup">{rows.map((row) => <MatrixRow key={row.id} row={row} parties={parties} live={live.filter(({ matrix_row: of }) => of === row.id)} />)}</Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  )
}

function MatrixRow({ row: { id, title, notes, provider, subscriber, accountable }, parties, live }: { row: Row; parties: Matrix['parties']; live: readonly Task[] }) {
  const assumed = accountable.some((holder) => holder.assumed)
  return (
    <Table.Tr role="row">
      <Table.Td role="cell">
        <Text size="sm" fw={500}>{title}</Text>
        <Text size="xs" c="dimmed">{notes}</Text>
        {assumed && <Text size="xs" c="dimmed">Nobody is named as accountable; assumed: {accountable.map(({ party }) => party).join(', ')}.</Text>}
      </Table.Td>
      <Table.Td role="cell" data-title={parties.provider}><Letters of={provider} /></Table.Td>
      <Table.Td role="cell" data-title={parties.subscriber}><Letters of={subscriber} /></Table.Td>
      <Table.Td role="cell" data-title="Now"><div>{live.length === 0 ? <Text size="sm" c="dimmed">at rest</Text> : live.slice(0, named).map((task) => <Link key={task.id} className="row-link" to={pathTo('task', { id: task.id })} style={line}>{task.state} ({id})</Link>)}{live.length > named && <Link className="row-link" to={pathTo('tasks')} style={line}>and {(live.length - named).toLocaleString()} more</Link>}</div></Table.Td>
    </Table.Tr>
  )
}

const Letters = ({ of }: { of: readonly Letter[] }) => (
  <Group gap={4}>
    {of.length === 0 && <Text size="sm" c="dimmed">–</Text>}
    {of.map(({ letter, on, role }) => (
      <Tooltip key={`${letter}${on ?? ''}${role ?? ''}`} label={`${meanings[letter] ?? letter}${role ? `; ${roleName(role)}` : ''}${on ? '; only when there is an issue' : ''}`}>
        <Badge variant="default" size="lg" radius="sm" tabIndex={0}>{on ? `(${letter})` : letter}</Badge>
      </Tooltip>
    ))}
  </Group>
)

function Lint() {
  const api = useAppliance()
  const query = useRead(['raci', 'lint'], () => read(api.GET('/api/appliance/v1/raci/lint')))
  return (
    <Section title="What the linter says" about="A published matrix is seldom executable as it stands: gaps are said here, and settled by a written default, never silently.">
      <Loaded query={query}>{(findings) => findings.length === 0 ? <Text size="sm">Nothing stands between this matrix and its execution.</Text> : (
        <List size="sm" spacing={4}>{findings.map(({ row, level, rule, sentence }) => <List.Item key={`${row} ${rule} ${sentence}`}><strong>{level}</strong>, <span className="mono">{row}</span>: {sentence}</List.Item>)}</List>
      )}</Loaded>
    </Section>
  )
}

function Export() {
  const { appliance: api } = useSession()
  const take = async (format: 'markdown' | 'csv' | 'json' | 'html') => {
    const { type, name, text } = await read(api.GET('/api/appliance/v1/raci/export', { params: { query: { format } } }))
    saveText(name, type, text)
  }
  return (
    <Menu>
      <Menu.Target><Button variant="default" size="sm" leftSection={<IconDownload size={16} aria-hidden />}>Export</Button></Menu.Target>
      <Menu.Dropdown>{([['html', 'A page to print'], ['markdown', 'Markdown'], ['csv', 'CSV'], ['json', 'JSON']] as const).map(([format, label]) => <Menu.Item key={format} onClick={() => void take(format)}>{label}</Menu.Item>)}</Menu.Dropdown>
    </Menu>
  )
}
