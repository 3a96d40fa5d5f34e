/** What the codes of the log mean, in words short enough for a table. A code that is not listed is shown as it is. */
const good: Record<string, string> = {
  s: 'Signed in', ss: 'Signed up', sapi: 'Changed through the API', slo: 'Signed out', ssa: 'Signed in silently', sv: 'Address confirmed', svr: 'Confirmation sent', scp: 'Password changed', scpr: 'Reset requested',
  sce: 'Address changed', scu: 'User name changed', sdu: 'User deleted', seacft: 'Code exchanged', sertft: 'Refresh token exchanged', seccft: 'Client credentials', sepft: 'Password exchanged', sede: 'Device code exchanged',
  srrt: 'Refresh token revoked', ublkdu: 'Block lifted', sui: 'Users imported', cs: 'Code sent', cls: 'Code or link sent', ciba_exchange_succeeded: 'CIBA exchanged', ciba_start_succeeded: 'CIBA begun',
  fdecc: 'Device declined', oidc_backchannel_logout_succeeded: 'Logout told', success_on_behalf_of_token_exchange: 'Token exchanged', resource_cleanup: 'Cleaned up',
}
const bad: Record<string, string> = {
  f: 'Sign-in failed', fp: 'Wrong password', fu: 'Unknown user', fs: 'Sign-up failed', flo: 'Sign-out failed', fsa: 'Silent sign-in failed', fv: 'Confirmation failed', fvr: 'Confirmation not sent', fcp: 'Password not changed', fcpr: 'Reset refused',
  feacft: 'Code refused', fertft: 'Refresh token refused', ferrt: 'Refresh token reused', feccft: 'Client credentials refused', fepft: 'Password refused', fede: 'Device code refused', limit_wc: 'Blocked: wrong passwords', limit_mu: 'Address blocked', limit_sul: 'Too many sign-ins',
  pwd_leak: 'Stolen password', signup_pwd_leak: 'Stolen password at sign-up', reset_pwd_leak: 'Stolen password at reset', api_limit: 'Rate limit', fn: 'Letter not sent', oidc_backchannel_logout_failed: 'Logout not told', ciba_exchange_failed: 'CIBA refused', ciba_start_failed: 'CIBA not begun',
  failed_on_behalf_of_token_exchange: 'Token exchange refused', fdeaz: 'Device request refused', fdeac: 'Device not activated', fui: 'Import failed', fpar: 'Pushed request refused', fdu: 'User not deleted', fce: 'Address not changed',
}

export const kindOf = (type: string): { name: string; failure: boolean } =>
  type in good ? { name: good[type]!, failure: false } : type in bad ? { name: bad[type]!, failure: true } : { name: type.replaceAll('_', ' '), failure: /^f[a-z]|fail|leak|^limit/.test(type) }

/** Groups that people look for; each is a search. */
export const groups = [
  { value: 'logins', label: 'Sign-ins', types: ['s', 'ssa', 'seacft', 'sepft', 'slo'] },
  { value: 'failures', label: 'Failures', types: Object.keys(bad) },
  { value: 'signups', label: 'Sign-ups and passwords', types: ['ss', 'fs', 'sv', 'fv', 'svr', 'scp', 'fcp', 'scpr', 'fcpr'] },
  { value: 'changes', label: 'Changes through the API', types: ['sapi', 'sdu'] },
  { value: 'tokens', label: 'Tokens', types: ['seacft', 'sertft', 'seccft', 'sede', 'feacft', 'fertft', 'ferrt', 'feccft', 'srrt'] },
] as const
