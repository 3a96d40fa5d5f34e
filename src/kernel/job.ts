/** A job: something the appliance does by itself. Each run ends in one English sentence, used for log, status and test. */
export type Job<Context> = {
  /** `sessions.expire` */
  id: string
  about: string
  /** Seconds between runs. */
  every: number
  /** `one`: on one node of the cluster at a time. `each`: on every node. */
  where: 'one' | 'each'
  run: (context: Context) => Promise<string>
}

export const job = <Context>(declaration: Job<Context>): Job<Context> => declaration
