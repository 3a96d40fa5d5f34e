import { Alert, Anchor, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { CodeBlock } from '../../acts/code-block.tsx'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed } from '../../api/listed.ts'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Section } from '../../shell/section.tsx'
import { originOf } from '../applications/tenant-origin.ts'
import type { Api } from './detail.tsx'

/** The request with which an application that is allowed gets a token; sent by the developer, because the secret is the application's. */
export function TestToken({ server }: { server: Api }) {
  const { api, name: tenant, domain } = useTenant()
  const [chosen, choose] = useState<string | null>(null)
  const grants = useRead(['client-grants', 'audience', server.identifier], () => listed(api.GET('/api/v2/client-grants', { params: { query: { audience: server.identifier, per_page: 100, include_totals: true } } }), 'client_grants'))
  const clients = useRead(['clients', 'all'], () => listed(api.GET('/api/v2/clients', { params: { query: { per_page: 100, include_totals: true, is_global: false } } }), 'clients'))
  const origin = originOf(domain)
  return (
    <Section title="Test token" about="How an application gets a token for this API in its own name. The request is complete; run it where you work.">
      <Loaded query={grants}>
        {({ rows }) => {
          const machines = rows.filter(({ subject_type: subject }) => subject === 'client')
          const id = chosen ?? machines[0]?.client_id
          const client = clients.data?.rows.find(({ client_id: each }) => each === id)
          if (machines.length === 0) return <Alert color="gray" variant="light"><Text size="sm">No application is allowed for this API yet. Open <Anchor component={Link} to={pathTo('applications', { tenant })}>an application</Anchor> and allow it under APIs.</Text></Alert>
          const command = `curl --request POST ${origin}/oauth/token \\\n  --data grant_type=client_credentials \\\n  --data client_id=${id} \\\n  --data client_secret=${client?.client_secret ? `'${client.client_secret}'` : '"$CLIENT_SECRET"'} \\\n  --data-urlencode audience='${server.identifier}'`
          return (
            <Stack gap="sm">
              <Select label="Application" data={machines.map(({ client_id: each }) => ({ value: each, label: clients.data?.rows.find(({ client_id: other }) => other === each)?.name ?? each }))} value={id ?? null} onChange={choose} allowDeselect={false} maw={360} />
              {!client?.client_secret && <Text size="sm" c="dimmed">Put the secret of the application in yourself: your role on this tenant does not show it, or the application proves itself with a key.</Text>}
              <Text size="sm" fw={600}>The request for a token</Text>
              <CodeBlock code={command} label="Request" />
              <Text size="sm" fw={600}>And the call to the API</Text>
              <CodeBlock code={`curl ${/^https?:/.test(server.identifier) ? server.identifier : 'https://api.example.com'} --header "authorization: Bearer $TOKEN"`} label="Call" />
            </Stack>
          )
        }}
      </Loaded>
    </Section>
  )
}
