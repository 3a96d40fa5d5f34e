/** Why an act is not offered to this person here; undefined when it is. The server decides all the same. */
import { useSession, useTenant } from '../api/hooks.ts'

const roles: Record<string, string> = {
  administrator: 'an administrator', developer: 'a developer', support: 'support', viewer: 'a viewer',
}

/** @param scope of the tenant's Management API. */
export function useMay(): (scope: string) => string | undefined {
  const { scopes, role } = useTenant()
  return (scope) => (scopes.has(scope) ? undefined : `You are ${roles[role] ?? role} of this tenant, who may not do this. Ask one of its administrators.`)
}

/** @param scope of the configuration area. The matrix has its say when the act is tried. */
export function useMayConfigure(): (scope: string) => string | undefined {
  const { access } = useSession()
  return (scope) => (access.scopes.includes(scope) ? undefined : 'Your account has no permission for this. Ask somebody who configures this appliance.')
}

/** The first reason there is. */
export const because = (...reasons: (string | false | undefined)[]): string | undefined => reasons.find((reason): reason is string => typeof reason === 'string')
