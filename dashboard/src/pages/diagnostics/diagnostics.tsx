/** What a node says of itself, as a package for somebody elsewhere to read; and what the node can reach. */
import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { pathTo } from '../../paths.ts'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Page } from '../../shell/page.tsx'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import { packageColumns, underWay } from './packages.tsx'
import { Reach } from './reach.tsx'

export default function Diagnostics() {
  const api = useAppliance()
  const may = useMayConfigure()
  // How far each is stands with the nodes, so a page that is loaded anew goes on where it was.
  const packages = useRead(['diagnostics'], async () => ({ rows: await read(api.GET('/api/appliance/v1/diagnostics')) }), { refetchInterval: ({ state: { data } }) => (data?.rows.some(underWay) ? 1_500 : 30_000) })
  const make = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/diagnostics', { body: {}, headers }), refresh: [['diagnostics']] })
  const making = packages.data?.rows.some(underWay) ?? false
  return (
    <Page wide title="Troubleshoot" about={<>What the checks say stands under <Anchor component={Link} to={pathTo('health')} inherit underline="always">Health</Anchor>; here is what to hand to somebody who helps.</>}
      actions={<ActButton size="sm" loading={make.pending} onClick={() => void make.run()} disabledBecause={may('create:diagnostics') ?? (making ? 'Packages are being made; it takes up to a minute.' : undefined)}>Make a package of every node</ActButton>}>
      <Stack gap="lg">
        {make.problem && <Problem problem={make.problem} />}
        <Section title="Diagnostics packages" about="The last one of each node: what looks wrong first, then logs, health, settings without their secrets, database and jobs. Only words of the product itself, numbers and times are in it. A new one replaces it.">
          <DataTable label="Diagnostics packages" query={packages} columns={packageColumns} rowKey={({ node }) => node} empty={<Empty title="No package was made yet">Make one: each living node collects its own, and it waits here, also when you close this page meanwhile.</Empty>} />
        </Section>
        <Section title="What this node can reach" about="Asked from the node that answers you, not from your browser."><Reach /></Section>
        <Section title="When a node answers no more"><Text size="sm">On its machine <span className="mono">bailiwick doctor</span> looks at everything without it, and <span className="mono">bailiwick diagnostics write</span> makes the package there.</Text></Section>
      </Stack>
    </Page>
  )
}
