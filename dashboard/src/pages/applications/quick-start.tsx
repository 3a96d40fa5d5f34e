import { Alert, Button, Group, Stack, Tabs, Text } from '@mantine/core'
import { IconExternalLink, IconInfoCircle } from '@tabler/icons-react'
import { ActButton } from '../../acts/act-button.tsx'
import { CodeBlock } from '../../acts/code-block.tsx'
import { CopyValue } from '../../acts/copy-value.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, whole } from '../../api/listed.ts'
import { Section } from '../../shell/section.tsx'
import { isMachine, type Client } from './kinds.ts'
import { quickStartsFor } from './quick-starts.ts'
import { originOf } from './tenant-origin.ts'

const local = 'http://localhost:3000'

export function QuickStart({ client }: { client: Client }) {
  const tenant = useTenant()
  const may = useMay()
  const apis = useRead(['resource-servers', 'all'], () => whole((part) => listed(tenant.api.GET('/api/v2/resource-servers', { params: { query: part } }), 'resource_servers')), { enabled: tenant.scopes.has('read:resource_servers') })
  const origin = originOf(tenant.domain)
  const audience = apis.data?.rows.find(({ is_system: system }) => !system)?.identifier ?? `${origin}/api/v2/`
  const texts = quickStartsFor({ domain: tenant.domain, origin, client, audience })
  const known = (client.callbacks ?? []).some((url) => url.startsWith(local))
  const allow = useAct({
    act: () => tenant.api.PATCH('/api/v2/clients/{id}', { params: { path: { id: client.client_id } }, body: {
      callbacks: [...(client.callbacks ?? []), local, `${local}/callback`, `${local}/auth/callback`],
      allowed_logout_urls: [...(client.allowed_logout_urls ?? []), local],
      ...(client.app_type === 'spa' ? { web_origins: [...(client.web_origins ?? []), local], allowed_origins: [...(client.allowed_origins ?? []), local] } : {}),
    } }),
    done: `${local} may sign people in now.`, refresh: [['clients']],
  })
  return (
    <Stack gap="md">
      <Section title="What your application needs">
        <dl className="definition" style={{ margin: 0 }}>
          <dt>Domain</dt><dd><CopyValue value={new URL(origin).host} label="domain" /></dd>
          <dt>Issuer</dt><dd><CopyValue value={`${origin}/`} label="issuer" /></dd>
          <dt>Client ID</dt><dd><CopyValue value={client.client_id} label="client ID" /></dd>
        </dl>
        {!isMachine(client) && (
          <Group gap="xs">
            <ActButton variant="default" size="xs" loading={allow.pending} onClick={() => void allow.run()} disabledBecause={because(may('update:clients'), known && `${local} is among the callback URLs already.`)}>Allow {local}</ActButton>
            {(client.callbacks ?? []).length === 0
              ? <ActButton variant="default" size="xs" disabledBecause="Signing in needs a callback URL first.">Sign in now</ActButton>
              : <Button component="a" href={signInUrl(origin, client)} target="_blank" rel="noreferrer" variant="default" size="xs" rightSection={<IconExternalLink size={14} aria-hidden />}>Sign in now</Button>}
          </Group>
        )}
      </Section>
      <Section title="Code">
        <Tabs defaultValue={texts[0]?.name ?? ''} variant="pills" keepMounted={false}>
          <Tabs.List mb="sm" aria-label="SDK">{texts.map(({ name }) => <Tabs.Tab key={name} value={name}>{name}</Tabs.Tab>)}</Tabs.List>
          {texts.map(({ name, install, files, run, note }) => (
            <Tabs.Panel key={name} value={name}>
              <Stack gap="sm">
                {install && <Named name="Install"><CodeBlock code={install} label={`Installation for ${name}`} /></Named>}
                {files.map((file) => <Named key={file.name} name={file.name}><CodeBlock code={file.code} label={`${file.name} for ${name}`} /></Named>)}
                {run && <Named name="Run"><CodeBlock code={run} label={`Command for ${name}`} /></Named>}
                {note && <Alert variant="light" color="gray" icon={<IconInfoCircle size={17} aria-hidden />}><Text size="sm">{note}</Text></Alert>}
              </Stack>
            </Tabs.Panel>
          ))}
        </Tabs>
      </Section>
    </Stack>
  )
}

const Named = ({ name, children }: { name: string; children: React.ReactNode }) => <div><Text size="sm" fw={500} mb={4}>{name}</Text>{children}</div>

/** The login page as a person of this application meets it; the code that comes back is for nobody. */
function signInUrl(origin: string, client: Client): string {
  const query = new URLSearchParams({ client_id: client.client_id, response_type: 'code', scope: 'openid profile email', redirect_uri: client.callbacks?.[0] ?? '', state: 'dashboard', ...(client.token_endpoint_auth_method === 'none' ? { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' } : {}) })
  return `${origin}/authorize?${query}`
}
