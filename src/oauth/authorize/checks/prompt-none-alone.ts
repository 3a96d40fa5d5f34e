/** OpenID Connect Core section 3.1.2.1: none excludes every other prompt. */
import { RedirectError } from '../errors.ts'
import type { RequestTrusted } from '../phases.ts'

export function promptNoneAlone({ prompts }: RequestTrusted): void {
  if (prompts.has('none') && prompts.size > 1) throw new RedirectError('invalid_request', 'prompt=none must not be combined with other prompts.')
}
