/** Where what is present differs from the documented service, by area or group, in sentences for people who come from there. */
export const protocolDifferences: readonly string[] = [
  'Authorization responses carry `iss` unless the tenant turns it off ([decision 7](../decisions/0007-iss-parameter.md)).',
  'Response type `none`, RS512 and PS256 for ID tokens, `client_secret_jwt`, and JARM are here beside what is documented.',
  'Public applications must use PKCE at `/authorize`, by S256; `plain` is for applications whose `allow_plain_code_challenge` (a field of ours) is on.',
  'Client certificates are asked for at a port of their own, not at `mtls.<domain>`; discovery names it ([decision 10](../decisions/0010-client-certificates.md)).',
  'Custom token exchange is decided by the profile\'s `trusted_issuer` (a field of ours): the subject token is a JWT of that issuer for us, verified with its keys. Actions do not exist yet, so `action_id` is answered with the documented "Action not found". `actor_token` is refused.',
  'Identity assertions (ID-JAG) are taken from connections of the strategies `oidc` and `okta` with `cross_app_access_resource_app` enabled, by their `issuer` and `jwks_uri`; the person is made at first sight. Requesting such assertions from a provider is absent.',
  'Key sets and logout addresses on private networks are not called; give a key set as `jwks` where its issuer has no public address.',
  'CIBA asks by e-mail only, in poll mode; `authorization_details` are shown to the person.',
  'FAPI: the levels `fapi2_sp_pkj_mtls` and `fapi2_sp_mtls_mtls`; those of FAPI 1 are refused when they are set. DPoP is taken as proof of possession beside certificates.',
  'A wrong secret and an unknown application get one answer (401 `access_denied`); the reason is in the tenant\'s log.',
]

/** By tag of the Management API. */
export const groupDifferences: Record<string, string> = {
  'token-exchange-profiles': 'A profile needs `trusted_issuer` instead of `action_id`: `{issuer, jwks_uri | jwks, audience?, user_by: "id" | "connection", connection?, creation_behavior?, update_behavior?}`. It is shown, and can be changed, with the profile.',
}
