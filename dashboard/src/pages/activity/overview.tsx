/** How much the tenant is used: sign-ins, sign-ups and failures by day, and where to go first when there is nothing yet. */
import { Anchor, SegmentedControl, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { useIsFetching, type UseQueryResult } from '@tanstack/react-query'
import { lazy, useState } from 'react'
import { Link } from 'react-router'
import { reading, useReading, useTenant } from '../../api/hooks.ts'
import { listed } from '../../api/listed.ts'
import { read, type RequestProblem } from '../../api/problem.ts'
import type { TenantApi } from '../../api/session.ts'
import { useListState } from '../../lists/list-state.ts'
import { pathTo } from '../../paths.ts'
import type { PageModule } from '../../sitemap.tsx'
import { Page } from '../../shell/page.tsx'
import { Part } from '../../shell/part.tsx'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import { LogList } from '../logs/log-list.tsx'
import { FirstSteps, stepReadings, usersCounted } from './first-steps.tsx'

// The charting library is the largest thing of the page; nothing else that is on its way waits for it.
const DayChart = lazy(() => import('./day-chart.tsx'))

const day = 86_400_000
const stamp = (time: number): string => new Date(time).toISOString().slice(0, 10).replaceAll('-', '')

const thisDay = () => Math.floor(Date.now() / day) * day
const daysOf = (chosen: string | null): number => Number(chosen || 30)
const since = (today: number, days: number) => today - (days - 1) * day

const byDay = (api: TenantApi, days: number, today: number) => reading(['stats', 'daily', days, today], () => read(api.GET('/api/v2/stats/daily', { params: { query: { from: stamp(since(today, days)), to: stamp(today) } } })), 'read:stats')
const activeUsers = (api: TenantApi) => reading(['stats', 'active'], () => read(api.GET('/api/v2/stats/active-users')), 'read:stats')
const lately = (api: TenantApi) => (page: number) => reading(['logs', 'recent', page], () => listed(api.GET('/api/v2/logs', { params: { query: { page: 0, per_page: 8, sort: 'date:-1' } } }), 'logs'), 'read:logs')

export const ahead: PageModule['ahead'] = ({ session, tenant, query }) => {
  const api = session.tenant(tenant)
  return [byDay(api, daysOf(query.get('days')), thisDay()), activeUsers(api), ...stepReadings(api), lately(api)(0)]
}

export default function Overview() {
  const { api, name: tenant, friendly_name: friendly, scopes } = useTenant()
  const list = useListState<'days'>()
  const days = daysOf(list.get('days'))
  const [today] = useState(thisDay)
  const from = since(today, days)
  const stats = useReading(byDay(api, days, today))
  const active = useReading(activeUsers(api))
  const users = useReading(usersCounted(api))
  const fetching = useIsFetching()
  const [stands, setStands] = useState(false)
  if (!stands && stats.data && fetching === 0) setStands(true)

  const found = new Map((stats.data ?? []).map((row) => [row.date.slice(0, 10), row]))
  const rows = Array.from({ length: days }, (_, index) => {
    const date = new Date(from + index * day).toISOString().slice(0, 10)
    const { logins = 0, signups = 0, failures = 0 } = found.get(date) ?? {}
    return { date, 'Sign-ins': logins, 'Sign-ups': signups, Failures: failures }
  })
  const sum = (name: 'Sign-ins' | 'Sign-ups' | 'Failures') => rows.reduce((total, row) => total + row[name], 0)
  return (
    <Page title="Activity" about={`How much ${friendly ?? tenant} is used, by day in UTC.`} actions={<SegmentedControl size="xs" aria-label="Days shown" value={String(days)} onChange={(value) => list.set({ days: value === '30' ? '' : value })} data={[{ value: '7', label: '7 days' }, { value: '30', label: '30 days' }, { value: '90', label: '90 days' }]} />}>
      <Stack gap="md">
        <FirstSteps />
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
          <Figure label="Users" query={users} value={users.data?.total} />
          <Figure label="Active in 30 days" query={active} value={active.data} />
          <Figure label="Sign-ins" query={stats} value={sum('Sign-ins')} />
          <Figure label="Sign-ups" query={stats} value={sum('Sign-ups')} />
          <Figure label="Failures" query={stats} value={sum('Failures')} {...(sum('Failures') > 0 && scopes.has('read:logs') ? { to: pathTo('logs', { tenant }, { group: 'failures' }) } : {})} />
        </SimpleGrid>
        <Section title="By day" about="The last day is today, which is not over: it counts until now.">
          {stats.data && stands ? <Part waiting={<Skeleton h={260} />}><DayChart rows={rows} /></Part>
            : stats.error && !stats.data ? <Problem problem={stats.error} again={() => void stats.refetch()} />
            : scopes.has('read:stats') ? <Skeleton h={260} /> : <Text size="sm" c="dimmed">Your role in this tenant does not read its statistics.</Text>}
        </Section>
        {scopes.has('read:logs') && (
          <Section title="Lately" actions={<Anchor component={Link} to={pathTo('logs', { tenant })} size="sm">Whole log</Anchor>}>
            <LogList part={lately(api)} />
          </Section>
        )}
      </Stack>
    </Page>
  )
}

function Figure({ label, query, value, to }: { label: string; query: UseQueryResult<unknown, RequestProblem>; value: number | undefined; to?: string }) {
  if (query.data === undefined && query.error) return <Section><div><Text size="sm" c="dimmed">{label}</Text><Anchor component="button" type="button" size="sm" onClick={() => void query.refetch()}>Not known. Try again</Anchor></div></Section>
  // What the person may not read is not on its way.
  const known = query.data !== undefined && value !== undefined
  const figure = known ? <Text fz={26} fw={600} lh={1.3}>{value.toLocaleString()}</Text> : query.fetchStatus === 'idle' ? <Text fz={26} lh={1.3}>–</Text> : <Skeleton h={34} w={64} />
  return <Section><div><Text size="sm" c="dimmed">{label}</Text>{to ? <Anchor component={Link} to={to} underline="hover" c="var(--mantine-color-error)" aria-label={`${label}: ${value}`}>{figure}</Anchor> : figure}</div></Section>
}
