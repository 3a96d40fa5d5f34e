import { Badge, Group } from '@mantine/core'
import { useParams } from 'react-router'
import { useMay } from '../../acts/may.ts'
import { reading, useRead, useTenant } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { read } from '../../api/problem.ts'
import type { Answered } from '../../api/session.ts'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Tabbed } from '../../shell/tabbed.tsx'
import { LogList, logPage } from '../logs/log-list.tsx'
import { UserAccess } from './access.tsx'
import { UserMetadata } from './metadata.tsx'
import { UserProfile } from './profile.tsx'
import { UserRoles } from './roles.tsx'

export type User = Answered<'users.get'>

export default function UserPage() {
  const { id = '' } = useParams()
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const path = { params: { path: { id } } }
  const user = useRead(['users', 'one', id], () => read(api.GET('/api/v2/users/{id}', path)))
  const title = user.data?.email ?? user.data?.username ?? user.data?.name ?? 'User'
  return (
    <Page title={title} back={{ to: pathTo('users', { tenant }), label: 'Users' }} badges={user.data && (
      <Group gap={6}>
        {user.data.blocked && <Badge color="red.8" variant="outline" className="danger">blocked</Badge>}
        {user.data.email_verified && <Badge variant="default">address confirmed</Badge>}
      </Group>
    )}>
      <Loaded query={user}>
        {(found) => (
          <Tabbed label="Parts of this user" tabs={[
            { name: 'profile', title: 'Profile', content: () => <UserProfile user={found} /> },
            { name: 'roles', title: 'Roles and permissions', content: () => <UserRoles user={found} /> },
            { name: 'metadata', title: 'Metadata', content: () => <UserMetadata user={found} /> },
            may('read:sessions') === undefined && { name: 'access', title: 'Sessions', content: () => <UserAccess user={found} /> },
            may('read:logs') === undefined && { name: 'history', title: 'History', content: () => <LogList part={(page) => reading(['users', 'logs', id, page], () => listed(api.GET('/api/v2/users/{id}/logs', { params: { path: { id }, query: pageOf(page, logPage) } }), 'logs'))} /> },
          ]} />
        )}
      </Loaded>
    </Page>
  )
}
