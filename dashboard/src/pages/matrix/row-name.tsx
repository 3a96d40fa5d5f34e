import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'

/** A row of the matrix by its title; a long one is cut, and whole under the pointer. */
export function MatrixRowName({ id }: { id: string }) {
  const api = useAppliance()
  const title = useRead(['raci'], () => read(api.GET('/api/appliance/v1/raci')), { staleTime: 60_000 }).data?.rows.find((row) => row.id === id)?.title ?? id.replaceAll('-', ' ')
  return <span title={title}>{title.length > 60 ? `${title.slice(0, 58)}…` : title}</span>
}
