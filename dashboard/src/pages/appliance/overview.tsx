/** The appliance at a glance: what waits, how it is, what it consists of. */
import { Anchor, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { reading, useAppliance, useReading } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceApi } from '../../api/session.ts'
import { pathTo, type PlaceName } from '../../paths.ts'
import type { PageModule } from '../../sitemap.tsx'
import { Status } from '../../lists/status.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { healthNow, Weather } from '../health/health.tsx'
import { nodesNow, nodeTones, useNodes } from '../nodes/list.tsx'
import { jobRoles, roleName } from '../people/roles.ts'
import { NextSteps, nextStepsNow } from './next-steps.tsx'

const More = ({ place, children }: { place: PlaceName; children: string }) => <Anchor component={Link} to={pathTo(place as 'nodes')} size="sm">{children}</Anchor>

const myself = (api: ApplianceApi) => reading(['persons', 'me'], () => read(api.GET('/api/appliance/v1/persons/me')))
const certificates = (api: ApplianceApi) => reading(['certificates'], async () => ({ rows: await read(api.GET('/api/appliance/v1/certificates')) }))

export const ahead: PageModule['ahead'] = ({ session: { appliance } }) => [healthNow, nodesNow, certificates, nextStepsNow, myself].map((read) => read(appliance))

export default function Overview() {
  const me = useReading(myself(useAppliance()), { staleTime: 300_000 })
  return (
    <Page wide title="Appliance" about={me.data && <>Here you act for the {me.data.party}{me.data.roles.length === jobRoles.length ? ', in every job' : me.data.roles.length > 0 && <> as {me.data.roles.map(roleName).join(', ')}</>}.</>}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 3 }}><HealthCard /><NodesCard /><CertificateCard /></SimpleGrid>
        <Section title="Who holds what" about="The next step of everything that is under way, and whose clock is running."><NextSteps /></Section>
      </Stack>
    </Page>
  )
}

function HealthCard() {
  const query = useReading(healthNow(useAppliance()), { refetchInterval: 30_000 })
  return (
    <Section title="Health" actions={<More place="health">All checks</More>}>
      <Loaded query={query}>{({ checks }) => {
        const unwell = checks.filter(({ well }) => !well)
        return (
          <Stack gap={6}>
            <Group gap="xs"><Weather well={unwell.length === 0} /><Text fw={600}>{unwell.length === 0 ? `All ${checks.length} checks are well` : `${unwell.length} of ${checks.length} need attention`}</Text></Group>
            {unwell.slice(0, 3).map(({ id, sentence }) => <Text size="sm" key={id}>{sentence}</Text>)}
          </Stack>
        )
      }}</Loaded>
    </Section>
  )
}

function NodesCard() {
  const query = useNodes()
  return (
    <Section title="Nodes" actions={<More place="nodes">All nodes</More>}>
      <Loaded query={query}>{({ rows }) => (
        <Stack gap={6}>{rows.slice(0, 5).map(({ id, hostname, state, build }) => <Group key={id} gap="xs"><Status tone={nodeTones[state]}>{state}</Status><Text size="sm">{hostname}</Text><Text size="xs" c="dimmed">build {build}</Text></Group>)}</Stack>
      )}</Loaded>
    </Section>
  )
}

function CertificateCard() {
  const query = useReading(certificates(useAppliance()))
  return (
    <Section title="Certificate" actions={<More place="certificates">All certificates</More>}>
      <Loaded query={query}>{({ rows }) => {
        const soonest = rows.filter(({ in_use: used }) => used).toSorted((a, b) => a.days_left - b.days_left)[0]
        return soonest ? <Stack gap={6}><Text fw={600}>{soonest.days_left} days left</Text><Text size="sm">{soonest.subject}, from {soonest.issuer}</Text></Stack> : <Text size="sm" c="dimmed">None is shown.</Text>
      }}</Loaded>
    </Section>
  )
}
