/** Time series of the appliance itself, as charts: choose the node and how far back. */
import { Group, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { useListState } from '../../lists/list-state.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { useNodes } from '../nodes/list.tsx'
import { SeriesChart } from './series-chart.tsx'

const ranges = [['1m', 'last minute'], ['5m', 'last 5 minutes'], ['15m', 'last 15 minutes'], ['30m', 'last 30 minutes'], ['1h', 'last hour'], ['6h', 'last 6 hours'], ['1d', 'last day'], ['7d', 'last 7 days']] as const

export default function Instrumentation() {
  const api = useAppliance()
  const nodes = useNodes()
  const state = useListState<'node' | 'range' | 'charts'>()
  const node = state.get('node')
  const range = state.get('range') || '15m'
  const charts = useRead(['charts'], () => read(api.GET('/api/appliance/v1/charts')), { staleTime: 300_000 })
  return (
    <Page wide title="Instrumentation" about="Kept inside the appliance: a value every five seconds for a day, every minute for a week. The same families stand at /metrics for Prometheus.">
      <Stack gap="md">
        <Group gap="sm">
          <Select label="Node" w={220} clearable placeholder="all nodes" value={node || null} onChange={(next) => state.set({ node: next ?? '' })} data={(nodes.data?.rows ?? []).map(({ id, hostname }) => ({ value: id, label: hostname }))} />
          <Select label="Range" w={180} allowDeselect={false} value={range} onChange={(next) => next && state.set({ range: next })} data={ranges.map(([value, label]) => ({ value, label }))} />
        </Group>
        <Loaded query={charts}>{(list) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            {list.map(({ id, title, unit }) => <Section key={id} title={title} about={<Text component="span" size="xs">{unit}</Text>}><SeriesChart id={id} unit={unit} node={node} range={range} /></Section>)}
          </SimpleGrid>
        )}</Loaded>
      </Stack>
    </Page>
  )
}
