/** The kinds of application that people choose between. */
import type { Answered } from '../../api/session.ts'

export type Client = Answered<'clients.get'>

export const kinds = [
  { value: 'spa', label: 'Single-page application', about: 'Runs in the browser: React, Vue, Angular, plain JavaScript. Keeps no secret.' },
  { value: 'regular_web', label: 'Web application', about: 'Runs on a server: Express, Next.js, ASP.NET, Django. Keeps a secret.' },
  { value: 'native', label: 'Native application', about: 'Installed on a phone or a desktop. Keeps no secret.' },
  { value: 'non_interactive', label: 'Machine to machine', about: 'A service or a script that calls APIs in its own name.' },
] as const

export type Kind = (typeof kinds)[number]['value']

export const kindOf = (type: string | undefined): string => kinds.find(({ value }) => value === type)?.label ?? (type ?? 'Application').replaceAll('_', ' ')

export const isMachine = (client: Pick<Client, 'app_type'>): boolean => client.app_type === 'non_interactive'
export const isPublic = (client: Pick<Client, 'token_endpoint_auth_method'>): boolean => client.token_endpoint_auth_method === 'none'
