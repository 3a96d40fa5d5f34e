/** Backups: made while traffic goes on, proven by a restore and a sign-in, fetched for a second site, put back by the tenant, deleted. */
import { Alert, Group, Progress, Stack, Text } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { saveBlob } from '../../acts/save-file.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { operations } from '../../api/generated/appliance.d.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { bytes } from '../../lists/quantities.ts'
import { Status } from '../../lists/status.tsx'
import { Who } from '../../lists/who.tsx'
import { Page } from '../../shell/page.tsx'
import { NodeName } from '../nodes/list.tsx'
import { Archive } from './archive.tsx'
import { MakeBackup, ProveBackup } from './make.tsx'
import { Recovery } from './recovery.tsx'
import { BackupRoles } from './roles.tsx'
import { AdoptFile, RestoreTenant } from './tenant.tsx'

export type Backup = operations['backups.list']['responses'][200]['content']['application/json'][number]

const tones = { requested: 'watch', running: 'watch', done: 'good', failed: 'bad', deleted: 'quiet' } as const
const proofTones = { none: 'quiet', requested: 'watch', running: 'watch', proven: 'good', failed: 'bad' } as const
const underWay = ({ state, proof }: Backup) => state === 'requested' || state === 'running' || proof.state === 'requested' || proof.state === 'running'

const columns: readonly Column<Backup>[] = [
  { title: 'Taken', least: 150, cell: ({ taken_at: taken, requested_at: asked, scheduled, requested_by: by }) => <><Moment at={taken ?? asked} /><Text size="xs" c="dimmed">{scheduled ? 'on schedule' : <>for <Who by={by} /></>}</Text></> },
  { title: 'Content', cell: ({ content }) => content },
  { title: 'State', cell: ({ state, progress, sentence }) => <Stack gap={4}><Status tone={tones[state]}>{state}</Status>{state === 'running' && <Progress value={progress * 100} aria-label="Progress of the backup" size="sm" />}{(state === 'running' || state === 'failed') && <Text size="xs" c="dimmed">{sentence}</Text>}</Stack> },
  { title: 'Proof', least: 240, cell: ({ proof }) => <Stack gap={2}><Status tone={proofTones[proof.state]}>{proof.state === 'none' ? 'not proven' : proof.state}</Status>{proof.sentence && <Text size="xs" c="dimmed" maw={360}>{proof.sentence}</Text>}</Stack> },
  { title: 'Size', cell: ({ bytes: size }) => (size === undefined ? '–' : bytes(size)), align: 'right' },
  { title: 'File', least: 190, cell: ({ file, sha256, node }) => <><Text size="xs" className="mono">{file ?? '–'}</Text>{sha256 && <Text size="xs" c="dimmed" className="mono" title={sha256}>sha256 {sha256.slice(0, 16)}…</Text>}{sha256 && <Text size="xs" c="dimmed">on <NodeName id={node} /></Text>}</>, from: 'md' },
  { title: 'Actions', cell: (backup) => <BackupActs backup={backup} />, width: 250 },
]

export default function Backups() {
  const api = useAppliance()
  const query = useRead(['backups'], async () => ({ rows: (await read(api.GET('/api/appliance/v1/backups'))).filter(({ state }) => state !== 'deleted') }), { refetchInterval: ({ state: { data } }) => (data?.rows.some(underWay) ? 2_000 : 30_000) })
  const roles = useRead(['backup-roles'], async () => ({ rows: await read(api.GET('/api/appliance/v1/backup-roles')) }))
  const noRole = roles.data?.rows.length === 0
  const noDevice = noRole ? 'No node keeps backups yet: give one a device below.' : undefined
  return (
    <Page wide title="Backups" about="A backup that was never restored is a hope. Each one here is restored into a scratch database and signed in to, and carries a certificate of it." actions={<><AdoptFile disabledBecause={noDevice} /><MakeBackup disabledBecause={noDevice} /></>}>
      <Stack gap="lg">
        {noRole && <Alert variant="default" title="No node keeps backups">Give a node a device of its own, below. Backups on the device of the data would be lost with it.</Alert>}
        <DataTable label="Backups" query={query} columns={columns} rowKey={({ id }) => id} empty={<Empty title="No backup yet">Make one, or set a schedule under Settings, Backups. age, tar and zstd open it without this product.</Empty>} />
        <Archive />
        <BackupRoles query={roles} />
        <Recovery />
      </Stack>
    </Page>
  )
}

function BackupActs({ backup }: { backup: Backup }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const { id, state, file, content, locked_with: lock } = backup
  const params = { path: { id } }
  const fetchFile = useAct<void, Blob>({
    act: (_, headers) => api.GET('/api/appliance/v1/backups/{id}/file', { params, headers, parseAs: 'blob' }), onDone: (content) => saveBlob(file ?? `${id}.tar.age`, content),
  })
  const remove = useAct<void>({ act: (_, headers) => api.DELETE('/api/appliance/v1/backups/{id}', { params, headers }), done: 'The backup is deleted.', refresh: [['backups']] })
  const notDone = state !== 'done' && 'The backup is not complete.'
  return (
    <Group gap={6}>
      <ActButton size="xs" variant="default" loading={fetchFile.pending} onClick={() => void fetchFile.run()} disabledBecause={because(may('update:backups'), notDone)}>Fetch</ActButton>
      <ProveBackup id={id} passphrase={lock === 'passphrase'} disabledBecause={because(notDone)} />
      <RestoreTenant id={id} content={content} passphrase={lock === 'passphrase'} disabledBecause={because(notDone)} />
      <DestroyButton label="Delete" size="xs" name={file ?? id} act={remove} disabledBecause={because(may('delete:backups'), state !== 'done' && state !== 'failed' && 'It is under way.')}>The file is gone for good. Fetch it first if there is no other.</DestroyButton>
    </Group>
  )
}
