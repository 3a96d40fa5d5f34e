/** The certificate that an ACME server signs: how the last order went, and ordering one now. */
import { Alert, Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { Moment } from '../../lists/moment.tsx'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'

export function AcmeOrders() {
  const api = useAppliance()
  const may = useMayConfigure()
  const settings = useRead(['settings', 'acme'], async () => (await read(api.GET('/api/appliance/v1/settings'))).find(({ id }) => id === 'acme.directory-url'))
  const server = settings.data?.value
  const last = useRead(['certificates', 'order'], () => read(api.GET('/api/appliance/v1/certificates/order')), { refetchInterval: 5_000 })
  const order = useAct<void, { sentence: string }>({ act: (_, headers) => api.POST('/api/appliance/v1/certificates/order', { headers }), done: ({ sentence }) => sentence, refresh: [['certificates']] })
  return (
    <Section title="From an ACME server" about={server ? <>Ordered at <span className="mono">{String(server)}</span>, and again before it ends. The hosts must be reachable from there over plain HTTP.</> : 'Certificates can be ordered and renewed without anybody’s doing.'}
      actions={<ActButton size="sm" variant="default" loading={order.pending} onClick={() => void order.run()} disabledBecause={because(may('update:certificates'), settings.data !== undefined && !server && 'No ACME server is set: name one under Settings, Certificates.')}>Order now</ActButton>}>
      {order.problem && <Problem problem={order.problem} />}
      <Loaded query={last}>{({ tried_at: tried, outcome, failures }) => (tried === null
        ? <Text size="sm" c="dimmed">{server ? 'Nothing was ordered yet.' : <>Name a directory under <Anchor component={Link} to={pathTo('applianceSettings')} inherit underline="always">Settings</Anchor> to begin.</>}</Text>
        : (
          <Stack gap={4}>
            <Group gap="xs"><Text size="sm" fw={600}>Last order</Text><Moment at={tried} />{failures > 0 && <Text size="sm">failed {failures} {failures === 1 ? 'time' : 'times'} in a row</Text>}</Group>
            <Alert color={failures > 0 ? 'red' : 'green'} role="status"><Text size="sm">{outcome ?? 'It is under way.'}</Text></Alert>
          </Stack>
        ))}</Loaded>
    </Section>
  )
}
