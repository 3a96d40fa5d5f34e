/** One time series as lines over time, read again as it grows; and the same as a sentence for those who do not see it. */
import { LineChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { Center, Text } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { bytes } from '../../lists/quantities.ts'
import { Loaded } from '../../shell/loaded.tsx'

const palette = ['tide.7', 'orange.8', 'grape.7', 'green.8', 'red.7', 'indigo.7', 'yellow.9', 'pink.8'] as const

export function SeriesChart({ id, unit, node, range }: { id: string; unit: string; node: string; range: string }) {
  const api = useAppliance()
  // Charts far below are read when they come into sight.
  const { ref, entry } = useIntersection({ rootMargin: '300px' })
  const seen = entry?.isIntersecting ?? false
  const query = useRead(['charts', id, node, range], () => read(api.GET('/api/appliance/v1/charts/{id}', { params: { path: { id }, query: { range, ...(node ? { node } : {}) } } })), { enabled: seen, refetchInterval: seen ? (/^(\d+m|1h)$/.test(range) ? 5_000 : 60_000) : false, placeholderData: (before) => before })
  const shown = (value: number) => (unit === 'bytes' ? bytes(value) : value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 3 : 0 }))
  return (
    <div ref={ref} style={{ minHeight: 220 }}>
      {seen && <Loaded query={query}>{({ lines }) => {
        const named = lines.map((line, index) => ({ key: `line${index}`, name: [line.hostname, line.label].filter(Boolean).join(' · ') || line.node, points: line.points as unknown as [number, number | null][] }))
        const moments = [...new Set(named.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b)
        if (moments.length === 0 || named.every(({ points }) => points.every(([, value]) => value === null))) return <Center mih={200}><Text size="sm" c="dimmed">Nothing was measured in this time.</Text></Center>
        const values = named.map(({ points }) => new Map(points))
        const data = moments.map((at) => ({ at: label(at, range), ...Object.fromEntries(named.map(({ key }, index) => [key, values[index]?.get(at) ?? null])) }))
        return (
          <figure style={{ margin: 0 }} aria-label={named.map(({ name, points }) => `${name}: ${shown(points.findLast(([, value]) => value !== null)?.[1] ?? 0)} ${unit} now`).join('; ')}>
            <LineChart h={200} data={data} dataKey="at" series={named.map(({ key, name }, index) => ({ name: key, label: name, color: palette[index % palette.length]! }))} withLegend={named.length > 1 && named.length < 9} withDots={false} connectNulls={false} curveType="linear" strokeWidth={1.5} valueFormatter={shown} yAxisProps={{ width: 76 }} xAxisProps={{ minTickGap: 60 }} lineChartProps={{ accessibilityLayer: false }} lineProps={{ isAnimationActive: false }} />
          </figure>
        )
      }}</Loaded>}
    </div>
  )
}

const label = (seconds: number, range: string): string => {
  const at = new Date(seconds * 1000)
  return range.endsWith('d') && range !== '1d' ? at.toLocaleString(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }) : at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', ...(range.endsWith('m') ? { second: '2-digit' } : {}) })
}
