/** A token for this API as an application would get it: fetched here, to be tried at once, and the request for use elsewhere. */
import { Alert, Anchor, Group, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { CodeBlock } from '../../acts/code-block.tsx'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, whole } from '../../api/listed.ts'
import type { Answered } from '../../api/session.ts'
import { span } from '../../lists/quantities.ts'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import { originOf } from '../applications/tenant-origin.ts'
import type { Api } from './detail.tsx'

type Token = Answered<'testTokens.create'>

export function TestToken({ server }: { server: Api }) {
  const { api, name: tenant } = useTenant()
  const [chosen, choose] = useState<string | null>(null)
  const grants = useRead(['client-grants', 'audience', server.identifier], () => whole((part) => listed(api.GET('/api/v2/client-grants', { params: { query: { audience: server.identifier, ...part } } }), 'client_grants')))
  const clients = useRead(['clients', 'all'], () => whole((part) => listed(api.GET('/api/v2/clients', { params: { query: { ...part, is_global: false } } }), 'clients')))
  return (
    <Section title="Test token" about="What an application gets when it asks for a token for this API in its own name.">
      <Loaded query={grants}>
        {({ rows }) => {
          const machines = rows.filter(({ subject_type: subject }) => subject === 'client')
          const id = chosen ?? machines[0]?.client_id
          if (id === undefined) return <Alert color="gray" variant="light"><Text size="sm">No application is allowed for this API yet. Open <Anchor component={Link} to={pathTo('applications', { tenant })}>an application</Anchor> and allow it under APIs.</Text></Alert>
          const nameOf = (wanted: string) => clients.data?.rows.find(({ client_id: each }) => each === wanted)?.name ?? wanted
          return (
            <Stack gap="sm">
              <Select label="Application" data={machines.map(({ client_id: each }) => ({ value: each, label: nameOf(each) }))} value={id} onChange={choose} allowDeselect={false} maw={360} />
              <Fetched key={id} id={id} server={server} />
              <Elsewhere id={id} server={server} secret={clients.data?.rows.find(({ client_id: each }) => each === id)?.client_secret} />
            </Stack>
          )
        }}
      </Loaded>
    </Section>
  )
}

function Fetched({ id, server: { identifier } }: { id: string; server: Api }) {
  const { api } = useTenant()
  const may = useMay()
  const [token, setToken] = useState<Token>()
  const get = useAct({ act: () => api.POST('/api/v2/test-tokens', { body: { client_id: id, audience: identifier } }), onDone: (made: Token) => setToken(made) })
  return (
    <>
      <Group gap="sm"><ActButton size="sm" loading={get.pending} onClick={() => void get.run()} disabledBecause={may('read:client_keys')}>Get a token</ActButton>{token && <Text size="sm" c="dimmed" role="status">Valid for {span(token.expires_in)}{token.scope ? `, with ${token.scope}` : ', without permissions'}.</Text>}</Group>
      {get.problem && <Problem problem={get.problem} />}
      {token && <CodeBlock code={token.access_token} label="Token" />}
      {token && <CodeBlock code={callOf(identifier, token.access_token)} label="Call" />}
    </>
  )
}

const callOf = (identifier: string, token: string) => `curl ${/^https?:/.test(identifier) ? identifier : 'https://api.example.com'} --header "authorization: Bearer ${token}"`

function Elsewhere({ id, server: { identifier }, secret }: { id: string; server: Api; secret: string | undefined }) {
  const { domain } = useTenant()
  const command = `curl --request POST ${originOf(domain)}/oauth/token \\\n  --data grant_type=client_credentials \\\n  --data client_id=${id} \\\n  --data client_secret=${secret ? `'${secret}'` : '"$CLIENT_SECRET"'} \\\n  --data-urlencode audience='${identifier}'`
  return (
    <>
      <Text size="sm" fw={600}>The same from where you work</Text>
      {!secret && <Text size="sm" c="dimmed">Put the secret of the application in yourself: your role on this tenant does not show it, or the application proves itself with a key.</Text>}
      <CodeBlock code={command} label="Request" />
      <CodeBlock code={callOf(identifier, '$TOKEN')} label="Call with a variable" />
    </>
  )
}
