import type { UseQueryResult } from '@tanstack/react-query'
import type { RequestProblem } from '../api/problem.ts'
import { Loading } from './loading.tsx'
import { Problem } from './problem.tsx'

/** Shows what was read, or that it is on its way, or why it is not there. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T, RequestProblem>; children: (data: T) => React.ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  return query.error ? <Problem problem={query.error} again={() => void query.refetch()} /> : <Loading />
}
