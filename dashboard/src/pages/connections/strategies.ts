/** The strategies of connections in words, by kind. A strategy that the API gains does not compile without a name here. */
import type { Sent } from '../../api/session.ts'

export type Strategy = Sent<'connections.create'>['strategy']

const databases = { auth0: 'Database', custom: 'Custom database' }
const codes = { email: 'E-mail code', sms: 'Text message' }
const enterprise = {
  oidc: 'OpenID Connect', samlp: 'SAML', okta: 'Okta Workforce', waad: 'Microsoft Entra ID', adfs: 'ADFS', ad: 'Active Directory / LDAP', 'auth0-adldap': 'LDAP, earlier kind', 'auth0-oidc': 'OpenID Connect, earlier kind',
  'google-apps': 'Google Workspace', pingfederate: 'PingFederate', office365: 'Office 365, earlier kind', sharepoint: 'SharePoint', ip: 'IP addresses',
}
const general = { oauth2: 'OAuth 2', oauth1: 'OAuth 1' }
const social = {
  amazon: 'Amazon', apple: 'Apple', asana: 'Asana', atlassian: 'Atlassian', baidu: 'Baidu', bitbucket: 'Bitbucket', bitly: 'Bitly', box: 'Box', 'cloudflare-mcp': 'Cloudflare MCP', daccount: 'd ACCOUNT', dropbox: 'Dropbox', dwolla: 'Dwolla',
  evernote: 'Evernote', 'evernote-sandbox': 'Evernote, sandbox', exact: 'Exact', facebook: 'Facebook', fitbit: 'Fitbit', github: 'GitHub', gitlab: 'GitLab', 'google-oauth2': 'Google', 'hubspot-mcp': 'HubSpot MCP', instagram: 'Instagram', line: 'LINE',
  'linear-mcp': 'Linear MCP', linkedin: 'LinkedIn', 'notion-mcp': 'Notion MCP', paypal: 'PayPal', 'paypal-sandbox': 'PayPal, sandbox', planningcenter: 'Planning Center', salesforce: 'Salesforce', 'salesforce-community': 'Salesforce, community',
  'salesforce-sandbox': 'Salesforce, sandbox', 'sentry-mcp': 'Sentry MCP', shop: 'Shop', shopify: 'Shopify', slack: 'Slack', soundcloud: 'SoundCloud', thirtysevensignals: '37signals', twitter: 'X (Twitter)', untappd: 'Untappd', vkontakte: 'VK', weibo: 'Weibo',
  windowslive: 'Microsoft account', wordpress: 'WordPress', yahoo: 'Yahoo', yandex: 'Yandex',
}
const names: Record<Strategy, string> = { ...databases, ...codes, ...enterprise, ...general, ...social }

export const strategyOf = (strategy: string): string => (names as Record<string, string>)[strategy] ?? strategy

const choices = (group: string, of: Record<string, string>) => ({ group, items: Object.entries(of).map(([value, label]) => ({ value, label })) })
/** For a choice: by kind, in the order in which one looks for them. */
export const strategyChoices = [choices('Databases', databases), choices('Enterprise', enterprise), choices('Codes', codes), choices('Any provider', general), choices('Social', social)]
