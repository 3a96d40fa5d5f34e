/** For a tenant in which nobody has signed in yet: what to do, in order. Goes away by itself. */
import { Group, Stack, Text, ThemeIcon } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { Link } from 'react-router'
import { reading, useReading, useTenant } from '../../api/hooks.ts'
import { listed } from '../../api/listed.ts'
import type { TenantApi } from '../../api/session.ts'
import { pathTo } from '../../paths.ts'
import { Section } from '../../shell/section.tsx'

const firstClients = (api: TenantApi) => reading(['clients', 'first'], () => listed(api.GET('/api/v2/clients', { params: { query: { is_global: false, per_page: 50, include_totals: true } } }), 'clients'), 'read:clients')
export const usersCounted = (api: TenantApi) => reading(['users', 'count'], () => listed(api.GET('/api/v2/users', { params: { query: { per_page: 0, include_totals: true } } }), 'users'), 'read:users')
const signedIn = (api: TenantApi) => reading(['users', 'signed-in'], () => listed(api.GET('/api/v2/users', { params: { query: { per_page: 1, q: 'logins_count:>0' } } }), 'users'), 'read:users')

export const stepReadings = (api: TenantApi) => [firstClients(api), usersCounted(api), signedIn(api)]

export function FirstSteps() {
  const { api, name: tenant } = useTenant()
  const clients = useReading(firstClients(api))
  const users = useReading(usersCounted(api))
  const signed = useReading(signedIn(api))
  if (!clients.data || !users.data || !signed.data || signed.data.rows.length > 0) return null
  const own = clients.data.rows.filter(({ app_type: type }) => type !== 'non_interactive')
  const steps = [
    { done: own.length > 0, title: 'Register an application', about: 'Its quick start shows the code to copy.', to: pathTo('applications', { tenant }) },
    { done: (users.data.total ?? 0) > 0, title: 'Have a first user', about: 'Create one, or sign up on the login page.', to: pathTo('users', { tenant }) },
    { done: false, title: 'Sign in', about: 'With “Sign in now” in the quick start of the application.', to: own[0] ? pathTo('application', { tenant, id: own[0].client_id }) : pathTo('applications', { tenant }) },
  ]
  return (
    <Section title="First steps" about="Three things until somebody has signed in here.">
      <Stack gap="xs">
        {steps.map(({ done, title, about, to }, index) => (
          <Link key={title} to={to} className="card-link">
            <Group gap="sm" wrap="nowrap">
              <ThemeIcon radius="xl" size="md" variant={done ? 'filled' : 'default'} aria-label={done ? 'done' : 'to do'}>{done ? <IconCheck size={15} /> : index + 1}</ThemeIcon>
              <div><Text size="sm" fw={600} className="card-title">{title}</Text><Text size="sm" c="dimmed">{about}</Text></div>
            </Group>
          </Link>
        ))}
      </Stack>
    </Section>
  )
}
