/** What `bailiwick start` was asked, checked. */
import { isAbsolute, resolve } from 'node:path'
import type { CommandInput, CommandOption } from '#kernel/command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { build } from './build.ts'

export const dataDirOption = {
  name: 'data-dir', value: 'DIR', about: 'Folder of everything that must survive: database, keys, certificates.',
  environment: 'BAILIWICK_DATA_DIR', default: './data',
} as const satisfies CommandOption

export const startOptions = [
  dataDirOption,
  { name: 'base-domain', value: 'B', about: 'Parent domain of all hosts: config.B, manage.B, <tenant>.B.', environment: 'BAILIWICK_BASE_DOMAIN', default: 'bailiwick.localhost' },
  { name: 'https-port', value: 'N', about: 'Port for HTTPS; 0 picks a free one.', environment: 'BAILIWICK_HTTPS_PORT', default: '8443', kind: 'port' },
  { name: 'http-port', value: 'N', about: 'Port for HTTP (redirects; answers itself only on loopback); 0 picks a free one.', environment: 'BAILIWICK_HTTP_PORT', default: '8080', kind: 'port' },
  { name: 'agent-port', value: 'N', about: 'Port of the operator\'s agent; 0 picks a free one.', environment: 'BAILIWICK_AGENT_PORT', default: '10121', kind: 'port' },
  { name: 'certificate-port', value: 'N', about: 'A second HTTPS port, which asks for client certificates (mutual TLS); 0 picks a free one, none when absent.', environment: 'BAILIWICK_CERTIFICATE_PORT', kind: 'port' },
  { name: 'workers', value: 'N', about: 'Web workers; one per core unless set.', environment: 'BAILIWICK_WORKERS', kind: 'count' },
  { name: 'database-url', value: 'URL', about: 'External Postgres 15 or newer, several hosts allowed; the embedded one when absent.', environment: 'BAILIWICK_DATABASE_URL' },
  { name: 'reboot-command', value: 'COMMAND', about: 'Program by its whole path, with arguments, that makes this host reboot; without one the appliance may not.', environment: 'BAILIWICK_REBOOT_COMMAND' },
  { name: 'json', about: 'Print one JSON line when ready, for scripts.' },
] as const satisfies readonly CommandOption[]

export type StartOptions = {
  dataDir: string
  baseDomain: string
  httpsPort: number
  httpPort: number
  agentPort: number
  /** undefined: no port for client certificates. */
  certificatePort: number | undefined
  workers: number | undefined
  databaseUrl: string | undefined
  /** Program and arguments; undefined: this host is not rebooted from here. */
  rebootCommand: readonly string[] | undefined
  json: boolean
  /** Version of this build. */
  build: string
}

export function readOptions(input: CommandInput): StartOptions {
  const text = input.options
  const ports = { httpsPort: Number(text['https-port']), httpPort: Number(text['http-port']), agentPort: Number(text['agent-port']) }
  const certificatePort = text['certificate-port'] === undefined ? undefined : Number(text['certificate-port'])
  const all = [...Object.values(ports), ...(certificatePort === undefined ? [] : [certificatePort])]
  const chosen = all.filter((port) => port !== 0)
  if (new Set(chosen).size < chosen.length) {
    throw new StartFailure(exitCodes.usage, `The HTTPS, HTTP and agent ports, and the one for client certificates, must differ; they are ${all.join(', ')}.`)
  }
  return {
    ...ports,
    certificatePort,
    dataDir: resolve(text['data-dir']!),
    baseDomain: checkedDomain(text['base-domain']!),
    workers: text['workers'] === undefined ? undefined : Number(text['workers']),
    databaseUrl: text['database-url'],
    rebootCommand: readCommand(text['reboot-command']),
    json: input.flags.has('json'),
    build,
  }
}

/** No shell reads it, so that nothing in it has a meaning beyond its words. */
function readCommand(text: string | undefined): string[] | undefined {
  const words = text?.trim().split(/\s+/).filter((word) => word !== '') ?? []
  if (words.length > 0 && !isAbsolute(words[0]!)) throw new StartFailure(exitCodes.usage, `--reboot-command (BAILIWICK_REBOOT_COMMAND) must begin with the whole path of a program, for example /usr/bin/systemctl reboot; it begins with "${words[0]}".`)
  return words.length === 0 ? undefined : words
}

/** RFC 1123 labels; room must be left for a tenant's label before the 253 characters end. */
export function checkedDomain(domain: string): string {
  const name = domain.toLowerCase().replace(/\.$/, '')
  const labels = name.split('.')
  const sound = name.length <= 189 && labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label))
  if (!sound) throw new StartFailure(exitCodes.usage, `"${domain}" cannot be a base domain; use letters, digits and hyphens between dots, for example identity.example.com.`)
  return name
}
