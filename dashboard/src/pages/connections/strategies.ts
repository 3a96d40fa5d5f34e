/** What people call the strategies of connections. */
const names: Record<string, string> = { auth0: 'Database', oidc: 'OpenID Connect', samlp: 'SAML', ad: 'Active Directory / LDAP', 'google-oauth2': 'Google', waad: 'Microsoft Entra ID', email: 'E-mail code', sms: 'Text message', oauth2: 'OAuth 2', github: 'GitHub' }

export const strategyOf = (strategy: string): string => names[strategy] ?? strategy
