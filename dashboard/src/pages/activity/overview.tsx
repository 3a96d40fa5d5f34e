/** How much the tenant is used: sign-ins, sign-ups and failures by day, and where to go first when there is nothing yet. */
import { Anchor, SegmentedControl, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { useIsFetching } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Link } from 'react-router'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed } from '../../api/listed.ts'
import { read } from '../../api/problem.ts'
import { useListState } from '../../lists/list-state.ts'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { LogList } from '../logs/log-list.tsx'
import { FirstSteps } from './first-steps.tsx'

// The charting library is the largest thing of the page; nothing else that is on its way waits for it.
const DayChart = lazy(() => import('./day-chart.tsx'))

const day = 86_400_000
const stamp = (time: number): string => new Date(time).toISOString().slice(0, 10).replaceAll('-', '')

export default function Overview() {
  const { api, name: tenant, friendly_name: friendly, scopes } = useTenant()
  const list = useListState<'days'>()
  const days = Number(list.get('days') || 30)
  const [today] = useState(() => Math.floor(Date.now() / day) * day)
  const from = today - (days - 1) * day
  const stats = useRead(['stats', 'daily', days, today], () => read(api.GET('/api/v2/stats/daily', { params: { query: { from: stamp(from), to: stamp(today) } } })), { enabled: scopes.has('read:stats') })
  const active = useRead(['stats', 'active'], () => read(api.GET('/api/v2/stats/active-users')), { enabled: scopes.has('read:stats') })
  const users = useRead(['users', 'count'], () => listed(api.GET('/api/v2/users', { params: { query: { per_page: 0, include_totals: true } } }), 'users'), { enabled: scopes.has('read:users') })
  const fetching = useIsFetching()
  const [stands, setStands] = useState(false)
  if (!stands && stats.data && fetching === 0) setStands(true)

  const byDay = new Map((stats.data ?? []).map((row) => [row.date.slice(0, 10), row]))
  const rows = Array.from({ length: days }, (_, index) => {
    const date = new Date(from + index * day).toISOString().slice(0, 10)
    const found = byDay.get(date)
    return { date, 'Sign-ins': found?.logins ?? 0, 'Sign-ups': found?.signups ?? 0, Failures: found?.failures ?? 0 }
  })
  const sum = (name: 'Sign-ins' | 'Sign-ups' | 'Failures') => rows.reduce((total, row) => total + row[name], 0)
  return (
    <Page title="Activity" about={`How much ${friendly ?? tenant} is used, by day in UTC.`} actions={<SegmentedControl size="xs" aria-label="Days shown" value={String(days)} onChange={(value) => list.set({ days: value === '30' ? '' : value })} data={[{ value: '7', label: '7 days' }, { value: '30', label: '30 days' }, { value: '90', label: '90 days' }]} />}>
      <Stack gap="md">
        <FirstSteps />
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
          <Figure label="Users" value={users.data?.total} />
          <Figure label="Active in 30 days" value={active.data} />
          <Figure label="Sign-ins" value={stats.data && sum('Sign-ins')} />
          <Figure label="Sign-ups" value={stats.data && sum('Sign-ups')} />
          <Figure label="Failures" value={stats.data && sum('Failures')} {...(sum('Failures') > 0 && scopes.has('read:logs') ? { to: pathTo('logs', { tenant }, { group: 'failures' }) } : {})} />
        </SimpleGrid>
        <Section title="By day" about="The last day is today, which is not over: it counts until now.">
          <Suspense fallback={<Skeleton h={260} />}>{stats.data && stands ? <DayChart rows={rows} /> : <Skeleton h={260} />}</Suspense>
        </Section>
        {scopes.has('read:logs') && (
          <Section title="Lately" actions={<Anchor component={Link} to={pathTo('logs', { tenant })} size="sm">Whole log</Anchor>}>
            <LogList keyed={['logs', 'recent']} load={() => api.GET('/api/v2/logs', { params: { query: { page: 0, per_page: 8, sort: 'date:-1' } } })} />
          </Section>
        )}
      </Stack>
    </Page>
  )
}

function Figure({ label, value, to }: { label: string; value: number | undefined; to?: string }) {
  const figure = value === undefined ? <Skeleton h={34} w={64} /> : <Text fz={26} fw={600} lh={1.3}>{value.toLocaleString()}</Text>
  return <Section><div><Text size="sm" c="dimmed">{label}</Text>{to ? <Anchor component={Link} to={to} underline="hover" c="var(--mantine-color-error)" aria-label={`${label}: ${value}`}>{figure}</Anchor> : figure}</div></Section>
}
