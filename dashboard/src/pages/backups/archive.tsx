/** The continuous archive: which moments can be restored, whether that was proven, and how one of them comes back. */
import { Anchor, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { CodeBlock } from '../../acts/code-block.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { bytes } from '../../lists/quantities.ts'
import { Status } from '../../lists/status.tsx'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Section } from '../../shell/section.tsx'

type Archive = ApplianceAnswered<'backup-archive.get'>
type Base = Archive['bases'][number]

const awaited = (base: Base | undefined): boolean => base !== undefined && base.proof === undefined && base.proof_failed === undefined
/** As the command takes it, to the second. */
const exact = (at: string): string => `${at.slice(0, 19)}Z`

const columns: readonly Column<Base>[] = [
  { title: 'Base backup', least: 150, cell: ({ taken_at: at }) => <Moment at={at} /> },
  { title: 'Proof', least: 260, cell: ({ proof, proof_failed: failed }) => (
    <Stack gap={2}>
      <Status tone={proof ? 'good' : failed ? 'bad' : 'watch'}>{proof ? 'proven' : failed ? 'failed' : 'not proven yet'}</Status>
      <Text size="xs" c="dimmed" maw={520}>{proof ?? (failed ? `${failed.sentence} It is tried again by itself at ${exact(failed.next_at)}.` : 'The node restores it, and signs in there, as soon as its turn comes.')}</Text>
    </Stack>
  ) },
  { title: 'Size', cell: ({ bytes: size }) => bytes(size), align: 'right' },
  { title: 'File', cell: ({ file, sha256 }) => <><Text size="xs" className="mono">{file}</Text><Text size="xs" c="dimmed" className="mono" title={sha256}>sha256 {sha256.slice(0, 16)}…</Text></>, from: 'md' },
]

export function Archive() {
  const api = useAppliance()
  const query = useRead(['backup-archive'], () => read(api.GET('/api/appliance/v1/backup-archive')), { refetchInterval: ({ state: { data } }) => (awaited(data?.bases.at(-1)) ? 3_000 : 30_000) })
  const { data } = query
  const listed = { ...query, data: data && { rows: data.bases.toReversed() } }
  return (
    <Section title="Any moment" about="The continuous archive keeps every change, so that the appliance can be put back to any moment of the last days." actions={<ProveNow archive={data} />}>
      <Loaded query={query}>{(archive) => (archive.folder === undefined ? <NotKept archive={archive} /> : (
        <>
          <Text size="sm">{archive.sentence}</Text>
          {archive.from !== undefined && archive.to !== undefined && <Restore folder={archive.folder} from={archive.from} to={archive.to} />}
          <DataTable label="Base backups" query={listed} columns={columns} rowKey={({ file }) => file} empty={<Empty title="No base backup yet">The first one is made by itself; moments can be restored from then on.</Empty>} />
          <Text size="xs" c="dimmed">{archive.segments.toLocaleString()} archived pieces of the log in <span className="mono">{archive.folder}</span>, on the node that answers you.</Text>
        </>
      ))}</Loaded>
    </Section>
  )
}

const NotKept = ({ archive: { wanted, sentence } }: { archive: Archive }) => (
  <Empty title={wanted ? 'No archive has begun on this node' : 'No archive is kept'}>
    {sentence} {!wanted && <>Turn on <em>Continuous archiving</em> under <Anchor component={Link} to={pathTo('applianceSettings', {}, { q: 'archiv' })} inherit underline="always">Settings</Anchor>; it needs a device for backups, below.</>}
  </Empty>
)

function ProveNow({ archive }: { archive: Archive | undefined }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const prove = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/backup-archive/prove', { headers }), done: 'The newest base backup is restored, and somebody signs in there.', refresh: [['backup-archive']] })
  const last = archive?.bases.at(-1)
  return (
    <ActButton size="sm" variant="default" loading={prove.pending} onClick={() => void prove.run()} disabledBecause={because(may('update:backups'), archive !== undefined && last === undefined && 'There is no base backup yet that could be proven.', awaited(last) && 'It is about to be proven.')}>Prove now</ActButton>
  )
}

/** The appliance does not put itself back while it runs: the page gives the command. */
function Restore({ folder, from, to }: { folder: string; from: string; to: string }) {
  const [typed, setTyped] = useState<string>()
  const moment = typed ?? exact(to)
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(moment) ? Date.parse(moment) : NaN
  const wrong = Number.isNaN(at) ? `Write it in UTC, as ${exact(to)}.` : at < Date.parse(exact(from)) || at > Date.parse(to) ? `Between ${exact(from)} and ${exact(to)}.` : undefined
  return (
    <Stack gap="xs">
      <TextInput label="Moment to restore" description={<>UTC, from <strong>{exact(from)}</strong> to <strong>{exact(to)}</strong>.</>} maw={420} value={moment} onChange={(event) => setTyped(event.currentTarget.value.trim())} error={wrong} classNames={{ input: 'mono' }} spellCheck={false} />
      {!wrong && <><Text size="sm">On the node, where the appliance has been stopped, or on a machine of its own; with <span className="mono">--passphrase-file</span> where the backups have a passphrase instead of recipients:</Text><CodeBlock label="Command" code={`bailiwick restore ${folder} --to-time ${moment} --identity key.txt`} /></>}
    </Stack>
  )
}
