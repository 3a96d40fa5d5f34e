import { AreaChart } from '@mantine/charts'
import { Table, VisuallyHidden } from '@mantine/core'
import '@mantine/charts/styles.css'

type Row = { date: string; 'Sign-ins': number; 'Sign-ups': number }

const short = (date: string): string => new Date(`${date}T00:00:00Z`).toLocaleDateString('en', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** The same figures stand in a table for whoever does not see the chart. */
export default function DayChart({ rows }: { rows: readonly Row[] }) {
  return (
    <>
      <div aria-hidden>
        <AreaChart h={260} data={rows.map((row) => ({ ...row, date: short(row.date) }))} dataKey="date" withLegend curveType="monotone" strokeWidth={2} tickLine="none" gridAxis="x" withDots={false} areaProps={{ isAnimationActive: false }} areaChartProps={{ accessibilityLayer: false }} yAxisProps={{ allowDecimals: false, width: 36 }} series={[{ name: 'Sign-ins', color: 'tide.6' }, { name: 'Sign-ups', color: 'yellow.6' }]} />
      </div>
      <VisuallyHidden>
        <Table>
          <caption>Sign-ins and sign-ups by day</caption>
          <thead><tr><th scope="col">Day</th><th scope="col">Sign-ins</th><th scope="col">Sign-ups</th></tr></thead>
          <tbody>{rows.map((row) => <tr key={row.date}><th scope="row">{row.date}</th><td>{row['Sign-ins']}</td><td>{row['Sign-ups']}</td></tr>)}</tbody>
        </Table>
      </VisuallyHidden>
    </>
  )
}
