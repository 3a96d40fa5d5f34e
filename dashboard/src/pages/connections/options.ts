/** The options that a strategy is known for, in the order of a form; whatever else there is stays as JSON. */
import type { Strategy } from './strategies.ts'

/** `address`: an absolute URL; `secret`: rests sealed; `text`: several lines. */
export type Option = { name: string; label: string; kind?: 'address' | 'secret' | 'text'; about?: string }

const keys: readonly Option[] = [{ name: 'client_id', label: 'Client id', about: 'As the provider gave it.' }, { name: 'client_secret', label: 'Client secret', kind: 'secret', about: 'Rests sealed.' }]
const scope: Option = { name: 'scope', label: 'Scope', about: 'Divided by spaces.' }
const domain: Option = { name: 'tenant_domain', label: 'Domain', about: 'Of the organisation, for example example.com.' }
const saml: readonly Option[] = [
  { name: 'signInEndpoint', label: 'Sign-in address', kind: 'address' }, { name: 'signOutEndpoint', label: 'Sign-out address', kind: 'address' }, { name: 'signingCert', label: 'Signing certificate', kind: 'text', about: 'PEM, or its base64.' },
]
const openId: readonly Option[] = [{ name: 'discovery_url', label: 'Discovery address', kind: 'address', about: 'Ends in /.well-known/openid-configuration.' }, { name: 'issuer', label: 'Issuer', kind: 'address' }, ...keys, scope]

const particular: Partial<Record<Strategy, readonly Option[]>> = {
  auth0: [], custom: [], ip: [{ name: 'range', label: 'Range', about: 'For example 192.0.2.0/24.' }],
  email: [{ name: 'from', label: 'From', about: 'The sender of the letter.' }, { name: 'subject', label: 'Subject' }], sms: [{ name: 'from', label: 'From', about: 'The number that sends.' }, { name: 'template', label: 'Text', kind: 'text', about: 'With {{ code }} in it.' }, { name: 'twilio_sid', label: 'Account at Twilio' }, { name: 'twilio_token', label: 'Token at Twilio', kind: 'secret', about: 'Rests sealed.' }],
  oidc: openId, 'auth0-oidc': openId, okta: [{ name: 'domain', label: 'Okta domain', about: 'For example example.okta.com.' }, ...keys, scope],
  samlp: saml, pingfederate: [{ name: 'pingFederateBaseUrl', label: 'PingFederate server', kind: 'address' }, ...saml],
  adfs: [{ name: 'adfs_server', label: 'ADFS server', about: 'Its host, or the address of its federation metadata.' }], ad: [domain], 'auth0-adldap': [domain], sharepoint: [{ name: 'test_url', label: 'Test address', kind: 'address' }, ...keys],
  waad: [domain, ...keys], office365: [domain, ...keys], 'google-apps': [domain, ...keys],
  oauth2: [{ name: 'authorizationURL', label: 'Authorization address', kind: 'address' }, { name: 'tokenURL', label: 'Token address', kind: 'address' }, ...keys, scope],
  oauth1: [{ name: 'requestTokenURL', label: 'Request token address', kind: 'address' }, { name: 'accessTokenURL', label: 'Access token address', kind: 'address' }, { name: 'userAuthorizationURL', label: 'Authorization address', kind: 'address' }, ...keys],
  apple: [{ name: 'client_id', label: 'Services id' }, { name: 'team_id', label: 'Team id' }, { name: 'kid', label: 'Key id' }, { name: 'app_secret', label: 'Private key', kind: 'secret', about: 'PEM; rests sealed.' }],
}

export const optionsOf = (strategy: string): readonly Option[] => particular[strategy as Strategy] ?? [...keys, scope]
