/** Operations on the time series of the metrics. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Timestamp, Type } from '#kernel/schema.ts'

const { Optional } = Type

export const ChartNotFound = problem(404, 'inexistent_chart', 'The chart does not exist; GET /charts lists them.')

export const ChartView = Type.Object({
  id: Type.String(), title: Type.String(), unit: Type.String(), metric: Type.String({ description: 'The family of /metrics that it is read from.' }),
  indexes: Type.Array(Type.Integer(), { description: 'Numbers of query-metrics; an odd one below 4 means steps of a minute.' }),
  kept: Type.Array(Type.Object({ step: Type.Integer({ description: 'Seconds.' }), days: Type.Integer() })),
})

export const Series = Type.Object({
  id: Type.String(), title: Type.String(), unit: Type.String(), step: Type.Integer({ description: 'Seconds between two points.' }), from: Timestamp(), to: Timestamp(),
  lines: Type.Array(Type.Object({
    node: Type.String(), hostname: Type.String(), label: Type.String({ description: 'Empty where the chart has one line a node.' }),
    points: Type.Array(Type.Tuple([Type.Integer(), Type.Union([Type.Number(), Type.Null()])]), { description: 'Seconds since 1970 at which a step begins, and its value; null: nothing was measured.' }),
  })),
})

export const instrumentationContract = resource({
  name: 'charts',
  about: 'Time series of the metrics, kept inside the appliance.',
  operations: {
    list: { http: 'GET /charts', summary: 'List what is kept as time series', scope: 'read:health', returns: Type.Array(ChartView) },
    get: {
      http: 'GET /charts/:id', summary: 'Read the time series of a chart, by its name or its number of query-metrics', scope: 'read:health', returns: Series, throws: [ChartNotFound],
      query: Closed({
        node: Optional(Type.String({ maxLength: 255, description: 'Id, hostname or address; all nodes when absent.' })),
        range: Optional(Type.String({ pattern: '^[1-9]\\d{0,4}[smhd]$', description: 'The last so many seconds, minutes, hours or days: 5m, 1h. 15m when neither this nor from is given.' })),
        from: Optional(Timestamp()), to: Optional(Timestamp({ description: 'Now when absent.' })),
        step: Optional(Type.Integer({ minimum: 5, maximum: 86_400, description: 'Seconds; values are means. The finest that is kept for the span, with 1500 points at most, when absent.' })),
      }),
    },
  },
})
