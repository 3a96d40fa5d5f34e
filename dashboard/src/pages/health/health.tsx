/** How the nodes are and how they were: every check with its remedy, the minutes of the last 29 days, and the alerts that came of them. */
import { Group, List, Stack, Text, Tooltip } from '@mantine/core'
import { IconBolt, IconSun } from '@tabler/icons-react'
import { reading, useAppliance, useReading } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered, ApplianceApi } from '../../api/session.ts'
import type { PageModule } from '../../sitemap.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { Tabbed } from '../../shell/tabbed.tsx'
import { NodeName } from '../nodes/list.tsx'
import { Alerts } from './alerts.tsx'
import { HealthHistory } from './history.tsx'
import { HealthKey } from './key.tsx'

type Report = ApplianceAnswered<'health.report'>

export const healthNow = (api: ApplianceApi) => reading(['health'], () => read(api.GET('/api/appliance/v1/health')))

export const ahead: PageModule['ahead'] = ({ session }) => [healthNow(session.appliance)]

export default function Health() {
  return (
    <Page wide title="Health" about="No check is the only watch: let a load balancer or a monitoring tool look at /testall as well." actions={<HealthKey />}>
      <Tabbed label="Health" tabs={[
        { name: 'now', title: 'Now', content: () => <Now /> },
        { name: 'history', title: 'History', content: () => <HealthHistory /> },
        { name: 'alerts', title: 'Alerts', content: () => <Alerts /> },
      ]} />
    </Page>
  )
}

export const Weather = ({ well }: { well: boolean }) => (
  <Tooltip label={well ? 'well' : 'needs attention'}>
    {well ? <IconSun size={18} style={{ flexShrink: 0 }} color="var(--mantine-color-green-8)" role="img" aria-label="well" /> : <IconBolt size={18} style={{ flexShrink: 0 }} color="var(--mantine-color-error)" role="img" aria-label="needs attention" />}
  </Tooltip>
)

function Now() {
  const query = useReading(healthNow(useAppliance()), { refetchInterval: 30_000 })
  return <Loaded query={query}>{(report) => <Checks report={report} />}</Loaded>
}

function Checks({ report }: { report: Report }) {
  const unwell = report.checks.filter(({ well }) => !well)
  const sorted = [...unwell, ...report.checks.filter(({ well }) => well)]
  return (
    <Section title={unwell.length === 0 ? 'Everything is well' : `${unwell.length} of ${report.checks.length} checks need attention`} about={<>Seen from <NodeName id={report.node} />, <Moment at={report.at} />.</>}>
      <List listStyleType="none" spacing="xs">
        {sorted.map(({ id, title, well, sentence, remedy, severity }) => (
          <List.Item key={id}>
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <Weather well={well} />
              <Stack gap={0}>
                <Group gap={6}><Text size="sm" fw={600}>{title}</Text>{!well && <Status tone={severity === 'normal' ? 'watch' : 'bad'}>{severity}</Status>}</Group>
                <Text size="sm">{sentence}</Text>
                {!well && <Text size="sm" c="dimmed">{remedy}</Text>}
              </Stack>
            </Group>
          </List.Item>
        ))}
      </List>
    </Section>
  )
}
