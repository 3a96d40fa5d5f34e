/** Whoever did something in the configuration area, by name; the record's own spelling (`person:…`) under the pointer. */
import { useAppliance, useRead } from '../api/hooks.ts'
import { read } from '../api/problem.ts'

const kinds: Record<string, string> = { client: 'application', local: 'on the machine:', console: 'at the console:', user: 'user', key: 'workstation' }

/** @param by as `whoIs` of the server writes it: `person:prs_1`, `client:…`, `local:root`. */
export function Who({ by }: { by: string | null | undefined }) {
  const api = useAppliance()
  const people = useRead(['persons'], async () => ({ rows: await read(api.GET('/api/appliance/v1/persons')) }), { staleTime: 300_000, enabled: by?.startsWith('person:') === true })
  if (!by) return <>–</>
  const [kind = '', ...rest] = by.split(':')
  const id = rest.join(':')
  const person = kind === 'person' ? people.data?.rows.find((each) => each.id === id) : undefined
  const text = person ? person.name || person.email : kinds[kind] ? `${kinds[kind]} ${id}` : by
  return <span title={by} style={{ overflowWrap: 'anywhere' }}>{text}</span>
}
