/** The custom domains of a tenant: any name, also outside the base domain, each with a certificate and an issuer of its own. */
import { Alert, Checkbox, Group, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useParams } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { operations } from '../../api/generated/appliance.d.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { theDay } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { OfferFields, type Offer } from '../certificates/upload.tsx'

type Domain = operations['domains.list']['responses'][200]['content']['application/json'][number]

const columns: readonly Column<Domain>[] = [
  { title: 'Domain', cell: ({ domain, is_default: first }) => <Group gap={6}><Text size="sm" fw={500}>{domain}</Text>{first && <Status tone="quiet">default</Status>}</Group> },
  { title: 'SSL', cell: ({ ssl_available: ssl, problem }) => <><Status tone={ssl ? 'good' : 'bad'}>{ssl ? 'available' : 'no certificate'}</Status>{problem && <Text size="xs" c="dimmed">{problem}</Text>}</> },
  { title: 'Certificate subject', cell: ({ certificate_subject: subject }) => subject ?? '–' },
  { title: 'Certificate expiration', cell: ({ certificate_expiration: at }) => (at ? theDay(at) : '–') },
  { title: 'Actions', cell: (domain) => <DomainActs domain={domain} />, width: 300 },
]

export default function TenantDomains() {
  const { name = '' } = useParams()
  const api = useAppliance()
  const query = useRead(['domains', name], async () => ({ rows: await read(api.GET('/api/appliance/v1/tenants/{tenant}/domains', { params: { path: { tenant: name } } })) }))
  return (
    <Page wide title={`Domains of ${name}`} back={{ to: pathTo('applianceTenants'), label: 'Tenants' }} about="Applications use a custom domain as their domain: it signs as its own issuer, and links in e-mails lead to it. Its DNS record leads to this appliance, or to the load balancer before it." actions={<AddDomain tenant={name} />}>
      <DataTable label="Custom domains" query={query} columns={columns} rowKey={({ id }) => id} empty={<Empty title="No custom domain">Add one where people should see a name of your own; the tenant goes on answering at its name beneath the base domain.</Empty>} />
    </Page>
  )
}

function AddDomain({ tenant }: { tenant: string }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const [offer, setOffer] = useState<Offer>({})
  const add = useAct<{ domain: string; managed: boolean }>({
    act: ({ domain, managed }, headers) => api.POST('/api/appliance/v1/tenants/{tenant}/domains', { params: { path: { tenant } }, body: { domain, ...(managed ? { managed } : offer) }, headers }),
    done: (_, { domain }) => `${domain} belongs to ${tenant}.`, refresh: [['domains']],
  })
  return (
    <ModalForm<{ domain: string; managed: boolean }> label="Add domain" submit="Add" size="lg" initial={{ domain: '', managed: false }} validate={{ domain: filled }} act={add} disabledBecause={may('update:certificates')}>
      {(form) => (
        <>
          <TextInput label="Domain" placeholder="login.example.com" required autoComplete="off" spellCheck={false} {...form.getInputProps('domain')} />
          <Checkbox label="The appliance orders its certificate by ACME" description="The ACME server is set under Settings." {...form.getInputProps('managed', { type: 'checkbox' })} />
          {!form.values.managed && <OfferFields offer={offer} onChange={setOffer} />}
          {!form.values.managed && <Alert color="blue">The certificate can follow later; until then browsers warn at this name.</Alert>}
        </>
      )}
    </ModalForm>
  )
}

function DomainActs({ domain: { id, tenant, domain, type } }: { domain: Domain }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const params = { path: { tenant, id } }
  const [offer, setOffer] = useState<Offer>({})
  const refresh = [['domains'], ['certificates']]
  const bring = useAct<{ note: string }>({ act: (_, headers) => api.PUT('/api/appliance/v1/tenants/{tenant}/domains/{id}/certificate', { params, body: offer, headers }), done: `${domain} shows it on every node.`, refresh })
  const order = useAct<void, { sentence: string }>({ act: (_, headers) => api.POST('/api/appliance/v1/tenants/{tenant}/domains/{id}/order', { params, headers }), done: ({ sentence }) => sentence, refresh })
  const remove = useAct<void>({ act: (_, headers) => api.DELETE('/api/appliance/v1/tenants/{tenant}/domains/{id}', { params, headers }), done: `${domain} is gone.`, refresh })
  const no = may('update:certificates')
  return (
    <Group gap={6}>
      <ModalForm<{ note: string }> label="Certificate" submit="Use it" variant="default" buttonSize="xs" size="lg" initial={{ note: '' }} act={bring} disabledBecause={no}>{() => <OfferFields offer={offer} onChange={setOffer} />}</ModalForm>
      {type === 'auth0_managed_certs' && <ActButton size="xs" variant="default" loading={order.pending} onClick={() => void order.run()} disabledBecause={no}>Order now</ActButton>}
      <DestroyButton label="Remove" size="xs" name={domain} act={remove} disabledBecause={no}>Applications that use it as their domain cannot sign anybody in any more; tokens of its issuer are not accepted.</DestroyButton>
    </Group>
  )
}
