import { CompositeChart } from '@mantine/charts'
import { Table, VisuallyHidden } from '@mantine/core'
import '@mantine/charts/styles.css'

type Row = { date: string; 'Sign-ins': number; 'Sign-ups': number; Failures: number }

const short = (date: string): string => new Date(`${date}T00:00:00Z`).toLocaleDateString('en', { day: 'numeric', month: 'short', timeZone: 'UTC' })

const unfinished = 'today, so far'

/** The last row is of today, which is not over: unsaid it reads as an outage. The same figures stand in a table for whoever does not see the chart. */
export default function DayChart({ rows }: { rows: readonly Row[] }) {
  const said = (index: number, date: string) => (index === rows.length - 1 ? unfinished : date)
  return (
    <>
      <div aria-hidden>
        <CompositeChart h={260} data={rows.map((row, index) => ({ ...row, date: said(index, short(row.date)) }))} dataKey="date" withLegend curveType="monotone" strokeWidth={2} tickLine="none" gridAxis="x" withDots={false} referenceLines={[{ x: unfinished, color: 'gray.6', strokeDasharray: '4 4' }]} areaProps={{ isAnimationActive: false }} composedChartProps={{ accessibilityLayer: false }} yAxisProps={{ allowDecimals: false, width: 36 }} lineProps={{ isAnimationActive: false }} series={[{ name: 'Sign-ins', color: 'tide.6', type: 'area' }, { name: 'Sign-ups', color: 'yellow.6', type: 'area' }, { name: 'Failures', color: 'red.7', type: 'line' }]} />
      </div>
      <VisuallyHidden>
        <Table>
          <caption>Sign-ins, sign-ups and failures by day</caption>
          <thead><tr><th scope="col">Day</th><th scope="col">Sign-ins</th><th scope="col">Sign-ups</th><th scope="col">Failures</th></tr></thead>
          <tbody>{rows.map((row, index) => <tr key={row.date}><th scope="row">{said(index, row.date)}</th><td>{row['Sign-ins']}</td><td>{row['Sign-ups']}</td><td>{row.Failures}</td></tr>)}</tbody>
        </Table>
      </VisuallyHidden>
    </>
  )
}
