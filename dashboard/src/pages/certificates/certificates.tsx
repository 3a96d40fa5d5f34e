/** The certificates that the appliance shows, the hosts they are shown on, and the private authorities that it trusts. */
import { Badge, Group, Stack, Text, Textarea } from '@mantine/core'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { operations } from '../../api/generated/appliance.d.ts'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { exactly, theDay } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { Who } from '../../lists/who.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { AcmeOrders } from './orders.tsx'
import { UploadCertificate } from './upload.tsx'

type Ok<Name extends keyof operations> = operations[Name] extends { responses: { 200: { content: { 'application/json': infer Answer } } } } ? Answer : never
type Certificate = Ok<'certificates.list'>[number]
type Host = Ok<'certificates.hosts'>[number]
type Root = Ok<'rootCertificates.list'>[number]

const origins: Record<string, string> = { uploaded: 'uploaded', acme: 'by ACME', own: 'private authority of the node', folder: 'tls folder of the node' }
const Expiry = ({ days, at }: { days: number; at: string }) => <Status tone={days <= 14 ? 'bad' : days <= 30 ? 'watch' : 'good'} title={exactly(at)}>{days < 0 ? `expired ${-days} days ago` : `${days} days left`}</Status>

const certificateColumns: readonly Column<Certificate>[] = [
  { title: 'Subject', cell: ({ subject, domain }) => <><Text size="sm" fw={500}>{subject}</Text>{domain && <Text size="xs" c="dimmed">custom domain {domain}</Text>}</> },
  { title: 'Names', least: 220, cell: ({ names }) => <Text size="xs" className="mono">{names.slice(0, 6).join(', ')}{names.length > 6 && ` and ${names.length - 6} more`}</Text> },
  { title: 'Issuer', cell: ({ issuer }) => issuer, from: 'md' },
  { title: 'From', cell: ({ origin }) => origins[origin] ?? origin, from: 'sm' },
  { title: 'Expires', cell: ({ days_left: days, not_after: at }) => <Expiry days={days} at={at} /> },
  { title: 'Shown', cell: ({ in_use: used }) => (used ? 'yes' : 'no') },
  { title: 'Actions', cell: (certificate) => <RemoveCertificate certificate={certificate} />, width: 110 },
]
const hostColumns: readonly Column<Host>[] = [
  { title: 'Host', cell: ({ host, custom_domain: custom }) => <Group gap={6}><span className="mono">{host}</span>{custom && <Badge size="xs" variant="default">custom domain</Badge>}</Group> },
  { title: 'Certificate', cell: ({ certificate }) => <span className="mono">{certificate}</span> },
  { title: 'Carries its name', cell: ({ covered }) => <Status tone={covered ? 'good' : 'bad'}>{covered ? 'yes' : 'no: browsers will warn'}</Status> },
]
const rootColumns: readonly Column<Root>[] = [
  { title: 'Authority', cell: ({ name }) => name },
  { title: 'Fingerprint', cell: ({ fingerprint }) => <span className="mono">{fingerprint.slice(0, 24)}…</span>, from: 'sm' },
  { title: 'Expires', cell: ({ not_after: at }) => theDay(at) },
  { title: 'Added by', cell: ({ added_by: by }) => <Who by={by} />, from: 'sm' },
  { title: 'Actions', cell: (root) => <RemoveRoot root={root} />, width: 110 },
]

export default function Certificates() {
  const api = useAppliance()
  const certificates = useRead(['certificates'], async () => ({ rows: await read(api.GET('/api/appliance/v1/certificates')) }))
  const hosts = useRead(['certificates', 'hosts'], async () => ({ rows: await read(api.GET('/api/appliance/v1/certificates/hosts')) }))
  const roots = useRead(['root-certificates'], async () => ({ rows: await read(api.GET('/api/appliance/v1/root-certificates')) }))
  return (
    <Page wide title="Certificates" about="Served by every node from the moment they are taken, without a restart and without a dropped connection." actions={<UploadCertificate />}>
      <Stack gap="lg">
        <DataTable label="Certificates" query={certificates} columns={certificateColumns} rowKey={({ id }) => id} empty={<Empty title="No certificate">Upload one for the names of this appliance.</Empty>} />
        <Section title="Hosts" about="Every name that this appliance answers to."><DataTable label="Hosts" query={hosts} columns={hostColumns} rowKey={({ host }) => host} empty={<Empty title="No host" />} /></Section>
        <AcmeOrders />
        <Section title="Root certificates" about="Private authorities that calls to elsewhere trust (mail, webhooks, identity providers, ACME), and that uploaded certificates may come from." actions={<AddRoot />}>
          <DataTable label="Root certificates" query={roots} columns={rootColumns} rowKey={({ fingerprint }) => fingerprint} empty={<Empty title="No private authority">Publicly known authorities are trusted without being listed.</Empty>} />
        </Section>
      </Stack>
    </Page>
  )
}

const refresh = [['certificates'], ['root-certificates']]

function RemoveCertificate({ certificate: { id, origin, subject } }: { certificate: Certificate }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const remove = useAct<void>({
    act: (_, headers) => api.DELETE('/api/appliance/v1/certificates/{id}', { params: { path: { id } }, headers }), done: 'The certificate is gone.', refresh,
  })
  return <DestroyButton label="Remove" size="xs" name={subject} act={remove} disabledBecause={because(may('update:certificates'), origin === 'own' && 'It is made by the node itself and shown where there is no other.', origin === 'folder' && 'It lies in the tls folder of the node; remove the files there.')}>Its hosts show the next best certificate; browsers may warn.</DestroyButton>
}

function RemoveRoot({ root: { fingerprint, name } }: { root: Root }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const remove = useAct<void>({
    act: (_, headers) => api.DELETE('/api/appliance/v1/root-certificates/{fingerprint}', { params: { path: { fingerprint } }, headers }), done: `${name} is not trusted any more.`, refresh,
  })
  return <DestroyButton label="Remove" size="xs" name={name} act={remove} disabledBecause={may('update:certificates')}>Calls to servers whose certificate comes from it will fail.</DestroyButton>
}

function AddRoot() {
  const api = useAppliance()
  const may = useMayConfigure()
  const add = useAct<{ certificate: string }>({
    act: (body, headers) => api.POST('/api/appliance/v1/root-certificates', { body, headers }), done: 'It is trusted on every node.', refresh,
  })
  return (
    <ModalForm<{ certificate: string }> label="Trust an authority" submit="Trust" variant="default" size="lg" initial={{ certificate: '' }} act={add} disabledBecause={may('update:certificates')}
      validate={{ certificate: (text) => (text.includes('-----BEGIN CERTIFICATE-----') ? null : 'Paste the certificate in PEM form: it begins with -----BEGIN CERTIFICATE-----.') }}>
      {(form) => <Textarea label="Root certificate, PEM" description="Several at once are taken or refused together." required autosize minRows={6} maxRows={16} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('certificate')} />}
    </ModalForm>
  )
}
