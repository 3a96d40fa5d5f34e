/** A list's page, search and choices live in the address: a reload, a bookmark and the way back find it as it was. Each page is a step of the way back. */
import { useSearchParams } from 'react-router'

export type ListState<Filter extends string> = {
  /** From 0. */
  page: number
  /** '' when not set. */
  get: (name: Filter) => string
  setPage: (page: number) => void
  /** Begins at the first page again. */
  set: (values: Partial<Record<Filter, string>>) => void
}

/** From 0, of the address. */
export const pageIn = (query: URLSearchParams): number => Math.max(0, (Number.parseInt(query.get('page') ?? '1', 10) || 1) - 1)

export function useListState<Filter extends string = never>(): ListState<Filter> {
  const [query, setQuery] = useSearchParams()
  const change = (apply: (next: URLSearchParams) => void, replace = true) => setQuery((now) => {
    const next = new URLSearchParams(now)
    apply(next)
    return next
  }, { replace })
  return {
    page: pageIn(query),
    get: (name) => query.get(name) ?? '',
    setPage: (page) => change((next) => (page === 0 ? next.delete('page') : next.set('page', String(page + 1))), false),
    set: (values) => change((next) => {
      next.delete('page')
      for (const [name, value] of Object.entries<string | undefined>(values)) {
        if (value) next.set(name, value)
        else next.delete(name)
      }
    }),
  }
}
