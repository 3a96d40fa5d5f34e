/** Lists that come in parts, each saying where the next begins (checkpoint paging): further parts are put behind those that are there. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useKey, type Key } from './hooks.ts'
import type { Rows } from './listed.ts'
import type { RequestProblem } from './problem.ts'

export type More = { load: () => void; pending: boolean }

export const partSize = 50

/** `load` gets what to ask for: `take`, and `from` after the first part. */
export function useParts<Row>(key: Key, load: (query: { take: number; from?: string }) => Promise<Rows<Row>>, options: { enabled?: boolean } = {}) {
  const query = useInfiniteQuery({
    ...options,
    queryKey: useKey(key),
    queryFn: ({ pageParam: from }) => load({ take: partSize, ...(from === undefined ? {} : { from }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }): Rows<Row> => ({ rows: pages.flatMap(({ rows }) => rows), total: undefined, next: pages.at(-1)?.next }),
  })
  const more: More | undefined = query.hasNextPage ? { load: () => void query.fetchNextPage(), pending: query.isFetchingNextPage } : undefined
  return { ...query, error: query.error as RequestProblem | null, more }
}
