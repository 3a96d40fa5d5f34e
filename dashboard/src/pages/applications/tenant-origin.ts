/** Where applications reach a tenant: over plain HTTP for somebody who looks at the dashboard so, on the machine itself. */
import { place } from '../../api/place.ts'

export function originOf(domain: string): string {
  const here = new URL(location.origin)
  if (here.protocol === 'https:') return `https://${domain}`
  const port = new URL(place.authority).port
  return `http://${domain.split(':')[0]}${port ? `:${port}` : ''}`
}
