/**
 * Owns the start of other processes: programs (`spawn`, `run`) and the web workers of this product (`startWorkers`, `runWorker`).
 * States of a program: started → ended; nobody restarts it here. States of a worker: starting → awake → ready → leaving → gone;
 * one that ends unasked is replaced, later and later while that does not help.
 *
 *     startWorkers({ count, exec, args?, env?, log, onTold?, onAsked?, readyWithin?, stopLimits?, renewLimits? }): Promise<Workers>     in the primary
 *     Workers = { greeting, pids(), serving(), broadcast(body, { except?, patience? }?), gather(body, patience?), wanted, rollingRestart(), stop() }
 *     runWorker({ log, start(channel), stop(limits), onTold?, onAsked? }): Promise<void>                                   in the module `exec`
 *     channel = { tell(body), ask(body, patience?) }
 *
 * A worker that asks (`channel.ask`) is answered by the primary's `onAsked(body, from)`, which may `broadcast` to the others
 * (`except: from`); their `onAsked(body)` answers. Bodies are JSON.
 * Does not know what the programs and workers are for.
 */
export { run, spawn } from './spawn.ts'
export type { ChildProcess, Finished, SpawnOptions } from './spawn.ts'
export { startWorkers, type WorkerRef, type Workers, type WorkersOptions } from './cluster.ts'
export { isWorker, runWorker, type WorkerChannel, type WorkerOptions } from './worker.ts'
export type { StopLimits } from './messages.ts'
export { ErrandFailed, lowerPriority, lowerSession, performErrand, sendErrand, type Errand, type ErrandDoor } from './errand.ts'
