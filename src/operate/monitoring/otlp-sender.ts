/** Sends the metrics of this node to the collector that the settings name, and follows them when they change. */
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '#platform/clock/index.ts'
import type { Logger } from '#platform/log/index.ts'
import { openOtlp, type Family, type OtlpExporter } from '#platform/metrics/index.ts'
import type { LiveSettings } from '#platform/settings/index.ts'
import { companyHandle } from '../company/index.ts'
import { otlpEndpoint, otlpHeaders, otlpInterval } from './otlp.settings.ts'

export type OtlpSender = {
  /** Sends now, where a collector is set and its time has come; never rejects. */
  send(families: () => readonly Family[]): Promise<void>
  stop(): Promise<void>
}

export function otlpSender(options: { settings: LiveSettings; clock: Clock; log: Logger; node: string; build: string }): OtlpSender {
  const { settings, clock, log } = options
  const about = { node: options.node, hostname: hostname(), build: options.build, since: clock.now() }
  let present: { target: string; exporter: OtlpExporter } | undefined
  let last = -Infinity
  let lastSaid: string | undefined
  let sending: Promise<void> | undefined

  const exporter = async (): Promise<OtlpExporter | undefined> => {
    const [endpoint, headers, namespace] = [settings.get(otlpEndpoint), settings.get(otlpHeaders), settings.get(companyHandle)]
    const target = `${endpoint} ${headers} ${namespace}`
    if (present?.target !== target) {
      await present?.exporter.stop().catch(() => {})
      present = endpoint === '' ? undefined : { target, exporter: await openOtlp({ endpoint, headers: readHeaders(headers) }, { ...about, namespace }) }
    }
    return present?.exporter
  }
  const attempt = async (families: () => readonly Family[]) => {
    const open = await exporter()
    if (!open) return
    last = performance.now()
    const failure = await open.export(families(), clock.now()).then(() => undefined, (error: unknown) => (error as Error).message)
    // The same trouble is said once, and its end once.
    if (failure !== undefined && failure !== lastSaid) log.warn(failure)
    if (failure === undefined && lastSaid !== undefined) log.info('The collector takes the metrics again.')
    lastSaid = failure
  }
  return {
    send(families) {
      if (settings.get(otlpEndpoint) === '' && !present) return Promise.resolve()
      // A tick of five seconds may come a little early.
      if (performance.now() - last < settings.get(otlpInterval) * 1000 - 1_000) return Promise.resolve()
      return (sending ??= attempt(families).catch((error: unknown) => log.warn('The metrics could not be sent.', { error })).finally(() => (sending = undefined)))
    },
    async stop() {
      // An export that hangs keeps no stop waiting.
      await Promise.race([present?.exporter.stop().catch(() => {}), sleep(1_000, undefined, { ref: false })])
    },
  }
}

const readHeaders = (text: string): Record<string, string> =>
  Object.fromEntries(text.split(',').filter((pair) => pair !== '').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
