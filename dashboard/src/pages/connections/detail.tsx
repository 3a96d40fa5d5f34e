import { Badge, Stack, Text } from '@mantine/core'
import { useNavigate, useParams } from 'react-router'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { Answered } from '../../api/session.ts'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { Tabbed } from '../../shell/tabbed.tsx'
import { ConnectionApplications } from './applications.tsx'
import { DatabaseSettings } from './database-settings.tsx'
import { OtherSettings } from './other-settings.tsx'
import { strategyOf } from './strategies.ts'

export type Connection = Answered<'connections.get'>

export default function ConnectionPage() {
  const { id = '' } = useParams()
  const { api, name: tenant } = useTenant()
  const found = useRead(['connections', 'one', id], () => read(api.GET('/api/v2/connections/{id}', { params: { path: { id } } })))
  return (
    <Page title={found.data?.name ?? 'Connection'} back={{ to: pathTo('connections', { tenant }), label: 'Connections' }} badges={found.data && <Badge variant="default">{strategyOf(found.data.strategy)}</Badge>}>
      <Loaded query={found}>
        {(connection) => (
          <Tabbed label="Parts of this connection" tabs={[
            { name: 'settings', title: 'Settings', content: () => <Settings connection={connection} /> },
            { name: 'applications', title: 'Applications', content: () => <ConnectionApplications connection={connection} /> },
          ]} />
        )}
      </Loaded>
    </Page>
  )
}

function Settings({ connection }: { connection: Connection }) {
  const { api, name: tenant, is_root: root } = useTenant()
  const may = useMay()
  const navigate = useNavigate()
  const remove = useAct({ act: () => api.DELETE('/api/v2/connections/{id}', { params: { path: { id: connection.id } } }), done: 'The connection was deleted.', refresh: [['connections'], ['users']], onDone: () => void navigate(pathTo('connections', { tenant })) })
  return (
    <Stack gap="md">
      {connection.strategy === 'auth0' ? <DatabaseSettings connection={connection} /> : <OtherSettings connection={connection} />}
      <Section title="Delete" danger>
        <Text size="sm">Everybody who came by this connection goes with it, passwords and all.</Text>
        <div><DestroyButton label="Delete connection" name={connection.name} act={remove} disabledBecause={root ? 'The people who run the appliance are in here.' : may('delete:connections')}>All users of <strong>{connection.name}</strong> are deleted too. This cannot be taken back.</DestroyButton></div>
      </Section>
    </Stack>
  )
}
