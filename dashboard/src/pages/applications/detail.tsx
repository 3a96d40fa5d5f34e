import { Badge } from '@mantine/core'
import { useParams } from 'react-router'
import { useRead, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Tabbed } from '../../shell/tabbed.tsx'
import { ApplicationApis } from './apis.tsx'
import { ApplicationConnections } from './connections.tsx'
import { ApplicationCredentials } from './credentials.tsx'
import { isMachine, kindOf } from './kinds.ts'
import { QuickStart } from './quick-start.tsx'
import { ApplicationSettings } from './settings.tsx'

export default function Application() {
  const { id = '' } = useParams()
  const { api, name: tenant } = useTenant()
  const client = useRead(['clients', 'one', id], () => read(api.GET('/api/v2/clients/{id}', { params: { path: { id } } })))
  return (
    <Page title={client.data?.name ?? 'Application'} back={{ to: pathTo('applications', { tenant }), label: 'Applications' }} badges={client.data && <Badge variant="default">{kindOf(client.data.app_type)}</Badge>}>
      <Loaded query={client}>
        {(found) => (
          <Tabbed label="Parts of this application" tabs={[
            { name: 'quick-start', title: 'Quick start', content: () => <QuickStart client={found} /> },
            { name: 'settings', title: 'Settings', content: () => <ApplicationSettings client={found} /> },
            { name: 'credentials', title: 'Credentials', content: () => <ApplicationCredentials client={found} /> },
            !isMachine(found) && { name: 'connections', title: 'Connections', content: () => <ApplicationConnections client={found} /> },
            { name: 'apis', title: 'APIs', content: () => <ApplicationApis client={found} /> },
          ]} />
        )}
      </Loaded>
    </Page>
  )
}
