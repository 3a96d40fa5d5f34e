/** Which nodes keep backups, and on which devices. */
import { Checkbox, Group, Text, TextInput } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { ActButton } from '../../acts/act-button.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import type { RequestProblem } from '../../api/problem.ts'
import type { operations } from '../../api/generated/appliance.d.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column, type Listed } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { Who } from '../../lists/who.tsx'
import { Section } from '../../shell/section.tsx'

type Role = operations['backup-role.list']['responses'][200]['content']['application/json'][number]

const columns: readonly Column<Role>[] = [
  { title: 'Node', cell: ({ hostname }) => hostname },
  { title: 'Folder', cell: ({ folder }) => <span className="mono">{folder}</span> },
  { title: 'Device', cell: ({ dedicated }) => <Status tone={dedicated ? 'good' : 'watch'}>{dedicated ? 'its own' : 'that of the data'}</Status> },
  { title: 'Since', cell: ({ assigned_at: at, assigned_by: by }) => <><Moment at={at} /> by <Who by={by} /></>, from: 'sm' },
  { title: 'Actions', cell: (role) => <Release role={role} />, width: 110 },
]

export function BackupRoles({ query }: { query: UseQueryResult<Listed<Role>, RequestProblem> }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const assign = useAct<{ device: string; force: boolean }, Role>({
    act: ({ device, force }, headers) => api.POST('/api/appliance/v1/backup-roles', { body: { device, ...(force ? { force } : {}) }, headers }), done: ({ folder }) => `Backups go to ${folder}.`, refresh: [['backup-roles']],
  })
  return (
    <Section title="Where backups are kept" about="A device of its own, with twice the room of the data." actions={
      <ModalForm<{ device: string; force: boolean }> label="Give this node a device" submit="Use it" variant="default" initial={{ device: '', force: false }} validate={{ device: filled }} act={assign} disabledBecause={may('update:backups')}>
        {(form) => <><TextInput label="Device" description="Mount point, folder or mounted device on the node that answers you." placeholder="/mnt/backup" required {...form.getInputProps('device')} /><Examine device={form.values.device.trim()} /><Checkbox label="Take it even if it is not of its own, or holds a folder of backups already" {...form.getInputProps('force', { type: 'checkbox' })} /></>}
      </ModalForm>}>
      <DataTable label="Nodes that keep backups" query={query} columns={columns} rowKey={({ node }) => node} empty={<Empty title="No node keeps backups">Until one does, no backup can be made.</Empty>} />
    </Section>
  )
}

/** What the node finds there, before it is taken. */
function Examine({ device }: { device: string }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const [found, setFound] = useState<{ device: string; suitable: boolean; sentence: string }>()
  const look = useAct<void, { suitable: boolean; sentence: string }>({ act: (_, headers) => api.POST('/api/appliance/v1/backup-roles/examine', { body: { device }, headers }) as never, onDone: (said) => setFound({ ...said, device }) })
  return (
    <Group gap="sm">
      <ActButton size="xs" variant="default" loading={look.pending} onClick={() => void look.run()} disabledBecause={because(device === '' && 'Name a device first.', may('update:backups'))}>Look at it</ActButton>
      <Text component="div" size="sm" aria-live="polite" style={{ flex: 1 }}>{look.problem?.sentence ?? (found?.device === device ? <Status tone={found.suitable ? 'good' : 'watch'}>{found.suitable ? 'fits' : 'does not fit'}</Status> : null)} {found?.device === device && !look.problem && found.sentence}</Text>
    </Group>
  )
}

function Release({ role: { node, hostname } }: { role: Role }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const release = useAct<void>({ act: (_, headers) => api.DELETE('/api/appliance/v1/backup-roles/{node}', { params: { path: { node } }, headers }), done: `${hostname} keeps no more backups; its files stay.`, refresh: [['backup-roles']] })
  return <DestroyButton label="Release" size="xs" name={hostname} act={release} disabledBecause={may('update:backups')}>No backup is made there any more. The files stay where they are.</DestroyButton>
}
