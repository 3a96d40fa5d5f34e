/** Where the metrics are sent, besides being there to be asked for. */
import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

const common = { scope: 'appliance', takesEffect: 'at once' } as const

export const otlpEndpoint = setting({
  ...common, id: 'monitoring.otlp-endpoint', title: 'OpenTelemetry collector', environment: 'BAILIWICK_OTLP_ENDPOINT',
  about: 'Address that takes metrics as OTLP over HTTP, for example https://collector.example.com:4318/v1/metrics; every node sends all families of /metrics there. Empty: nothing is sent.',
  schema: Type.String({ pattern: '^(https?://[^\\s@]+)?$', description: 'an address that begins with https:// or http://, or empty', maxLength: 500 }), default: '',
})

export const otlpHeaders = setting({
  ...common, id: 'monitoring.otlp-headers', title: 'Headers for the collector', environment: 'BAILIWICK_OTLP_HEADERS', secret: true,
  about: 'Sent along, as name=value with commas between: api-key=…,x-scope-orgid=7.',
  schema: Type.String({ pattern: '^([A-Za-z0-9!#$%&\'*+.^_`|~-]+=[^,\\r\\n]*(,[A-Za-z0-9!#$%&\'*+.^_`|~-]+=[^,\\r\\n]*)*)?$', description: 'name=value, with commas between several', maxLength: 4_000 }), default: '',
})

export const otlpInterval = setting({
  ...common, id: 'monitoring.otlp-interval', title: 'Time between two exports', unit: 'seconds', environment: 'BAILIWICK_OTLP_INTERVAL',
  about: 'How often the metrics are sent to the collector.', schema: Type.Integer({ minimum: 5, maximum: 3_600 }), default: 30,
})

export const otlpSettings = [otlpEndpoint, otlpHeaders, otlpInterval]
