export type MetricDeclaration = {
  /** `http_requests_replied_total`; counters end in `_total`, times in `_seconds`, sizes in `_bytes`. */
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  /** Upper bounds of a histogram, ascending. */
  buckets?: readonly number[]
}

export const metric = (declaration: MetricDeclaration): MetricDeclaration => declaration
