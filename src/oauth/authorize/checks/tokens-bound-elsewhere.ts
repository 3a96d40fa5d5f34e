/** A token handed out through the browser is bound to nothing: where the API or the application insists on a binding there is none to be had here. */
import { OAuthError } from '#kernel/problem.ts'
import { bindingFor } from '../../possession/index.ts'
import { RedirectError } from '../errors.ts'
import type { RequestTrusted } from '../phases.ts'

export function tokensBoundElsewhere({ responseType, client, audience }: RequestTrusted): void {
  if (!responseType.token) return
  try {
    bindingFor(client, audience?.api, {})
  } catch (error) {
    throw error instanceof OAuthError ? new RedirectError(error.error, error.description) : error
  }
}
