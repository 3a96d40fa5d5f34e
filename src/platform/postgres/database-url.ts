/** BAILIWICK_DATABASE_URL: `postgres://user:password@host1:5432,host2:5432/database?sslmode=verify-full`. The password is never repeated. */
import { readFileSync } from 'node:fs'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

export type Host = { host: string; port: number }
export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

/** Where to connect, and as whom. */
export type Target = {
  hosts: Host[]
  user: string
  password: string | undefined
  database: string
  tls: TlsMode
  ca?: string
  cert?: string
  key?: string
  applicationName?: string
}

/** The members of a cluster that an URL names. */
export const databaseHosts = (url: string): Host[] => parseDatabaseUrl(url).hosts

const PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'application_name', 'host', 'target_session_attrs', 'connect_timeout', 'keepalives']

export function parseDatabaseUrl(url: string): Target {
  const scheme = /^(postgres|postgresql):\/\//.exec(url.trim())
  if (!scheme) throw broken('it does not begin with postgres://')
  const [beforeQuery = '', query = ''] = splitOnce(url.trim().slice(scheme[0].length), '?')
  const [authority = '', path = ''] = splitOnce(beforeQuery, '/')
  // A password may contain an unescaped @; a host may not.
  const at = authority.lastIndexOf('@')
  const [user, password] = at < 0 ? ['', undefined] : splitOnce(authority.slice(0, at), ':')
  const parameters = new URLSearchParams(query)
  for (const name of parameters.keys()) {
    if (!PARAMETERS.includes(name)) throw broken(`the parameter "${name}" is unknown; known are ${PARAMETERS.join(', ')}`)
  }
  const hostText = parameters.get('host') ?? authority.slice(at + 1)
  if (!user) throw broken('the user name is missing before an @; characters like @ : / ? # in the password must be percent-encoded')
  const database = decode(path, 'database name')
  if (!database) throw broken('the database name is missing after the last slash')
  const target: Target = {
    hosts: hostText.split(',').map(parseHost),
    user: decode(user, 'user name'),
    password: password === undefined ? undefined : decode(password, 'password'),
    database,
    tls: tlsMode(parameters.get('sslmode')),
  }
  const ca = parameters.get('sslrootcert')
  if (ca && ca !== 'system') target.ca = file(ca, 'sslrootcert')
  const [cert, key, name] = [parameters.get('sslcert'), parameters.get('sslkey'), parameters.get('application_name')]
  if (cert) target.cert = file(cert, 'sslcert')
  if (key) target.key = file(key, 'sslkey')
  if (name) target.applicationName = name
  return target
}

function parseHost(text: string): Host {
  const bracketed = /^\[([0-9a-fA-F:.%]+)\](?::(.*))?$/.exec(text)
  const [host = '', portText] = bracketed ? [bracketed[1], bracketed[2]] : splitOnce(text, ':')
  const name = decode(host, 'host name')
  if (!name) throw broken('a host name is missing')
  if (/[\s@]/.test(name)) throw broken('a host name contains a space or an @; characters like @ : / ? # in the password must be percent-encoded')
  const port = portText === undefined || portText === '' ? 5432 : Number(portText)
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw broken('a port is not a number from 1 to 65535; characters like @ : / ? # in the password must be percent-encoded')
  }
  return { host: name, port }
}

function tlsMode(value: string | null): TlsMode {
  if (value === null || value === 'allow') return 'prefer'
  if (value === 'disable' || value === 'prefer' || value === 'require' || value === 'verify-ca' || value === 'verify-full') return value
  throw broken(`sslmode "${value}" is unknown; use disable, prefer, require, verify-ca or verify-full`)
}

function file(path: string, parameter: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (reason) {
    throw broken(`${parameter} cannot be read (${(reason as Error).message})`)
  }
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw broken(`the ${what} contains a % that begins no escape; write %25 for a percent sign`)
  }
}

function splitOnce(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + mark.length)]
}

function broken(what: string): StartFailure {
  return new StartFailure(exitCodes.unavailable, `BAILIWICK_DATABASE_URL is not usable: ${what}.`)
}
