/** A list as a table: columns declared, a page at a time; shows loading, failure and emptiness itself. On narrow screens each row is a card, its values below one another with their titles. */
import { Group, Pagination, Paper, Skeleton, Table, Text } from '@mantine/core'
import type { More } from '../api/parts.ts'
import type { RequestProblem } from '../api/problem.ts'
import { Problem } from '../shell/problem.tsx'
import { MoreRows } from './more-rows.tsx'

export type Column<Row> = {
  title: string
  cell: (row: Row) => React.ReactNode
  width?: number | string
  /** Pixels below which the table is rather scrolled than the column made narrower. */
  least?: number
  align?: 'right'
  /** Left out below this width, where the table is one. */
  from?: 'xs' | 'sm' | 'md' | 'lg'
}

export type Listed<Row> = { rows: readonly Row[]; total?: number | undefined }

type Query<Row> = { data: Listed<Row> | undefined; error: RequestProblem | null; isFetching: boolean; isPlaceholderData: boolean; refetch: () => unknown }

export type DataTableProps<Row> = {
  /** What the table holds, for readers of the screen. */
  label: string
  query: Query<Row>
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string
  empty: React.ReactNode
  /** From 0; absent where everything is shown at once. */
  page?: number
  pageSize?: number
  onPage?: (page: number) => void
  /** The last page that can be reached, where the API has a bound. */
  reachable?: number
  /** Of a list that comes in parts: fetches the next; absent when there is none. */
  more?: More | undefined
}

export function DataTable<Row>({ label, query, columns, rowKey, empty, page = 0, pageSize, onPage, reachable = Infinity, more }: DataTableProps<Row>) {
  if (query.error && !query.data) return <Problem problem={query.error} again={() => void query.refetch()} />
  const rows = query.data?.rows ?? []
  if (query.data && rows.length === 0 && page === 0) return <Paper withBorder>{empty}</Paper>
  const total = query.data?.total
  const pages = total === undefined || !pageSize ? 0 : Math.ceil(total / pageSize)
  return (
    <Paper withBorder style={{ opacity: query.isPlaceholderData ? 0.6 : 1 }}>
      <Table.ScrollContainer minWidth={columns.filter(({ from }) => from === undefined).reduce((sum, { least, width }) => sum + (least ?? (typeof width === 'number' ? width : 120)), 0)} type="native" tabIndex={0} role="region" aria-label={label} className="cards-scroll">
        <Table highlightOnHover aria-busy={query.isFetching} className="cards" role="table">
          <Table.Thead role="rowgroup">
            <Table.Tr role="row">{columns.map(({ title, width, least, align, from }) => <Table.Th key={title} w={width} miw={least} ta={align} visibleFrom={from} c="dimmed" fz="xs" scope="col" role="columnheader">{title}</Table.Th>)}</Table.Tr>
          </Table.Thead>
          <Table.Tbody role="rowgroup">
            {!query.data && [0, 1, 2, 3, 4].map((line) => <Table.Tr key={line} role="row">{columns.map(({ title, from }) => <Table.Td key={title} role="cell" visibleFrom={from}><Skeleton h={14} my={4} /></Table.Td>)}</Table.Tr>)}
            {rows.map((row) => (
              <Table.Tr key={rowKey(row)} role="row">{columns.map(({ title, cell, align, from }) => <Table.Td key={title} role="cell" data-title={title} ta={align} visibleFrom={from}><div>{cell(row)}</div></Table.Td>)}</Table.Tr>
            ))}
            {query.data && rows.length === 0 && <Table.Tr role="row"><Table.Td role="cell" colSpan={columns.length}><Text size="sm" c="dimmed">This page is empty.</Text></Table.Td></Table.Tr>}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <MoreRows count={rows.length} more={more} />
      {!onPage && total !== undefined && total > rows.length && <Text size="xs" c="dimmed" p="xs">The first {rows.length.toLocaleString()} of {total.toLocaleString()}.</Text>}
      {onPage && (pages > 1 || page > 0) && (
        <Group justify="space-between" p="xs" gap="xs">
          <Text size="xs" c="dimmed" aria-live="polite">{total === undefined ? '' : `${(page * (pageSize ?? 0) + 1).toLocaleString()}–${Math.min(total, (page + 1) * (pageSize ?? 0)).toLocaleString()} of ${total.toLocaleString()}`}</Text>
          <Pagination size="sm" value={page + 1} total={Math.max(Math.min(pages, reachable), page + 1)} onChange={(next) => onPage(next - 1)} getControlProps={(control) => ({ 'aria-label': `${control} page` })} getItemProps={(item) => ({ 'aria-label': `Page ${item}` })} />
        </Group>
      )}
    </Paper>
  )
}
