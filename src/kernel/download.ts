/**
 * What an operation returns when its answer is a file: a backup, a diagnostics package. Over HTTP it is sent as the body with its name;
 * the command line saves it, on the node itself and at the far end of the agent alike.
 */
import { Type } from './schema.ts'

export type Download = {
  readonly download: true
  /** Plain name, no folders: `appliance-logs-a0-1.tar.gz`. */
  name: string
  /** Media type; `application/octet-stream` unless said. */
  type?: string
  /** Length in bytes, where it is known beforehand. */
  bytes?: number
  /** Called once, when somebody reads. */
  open(): AsyncIterable<Uint8Array>
}

export const download = (file: Omit<Download, 'download'>): Download => ({ ...file, download: true })

export const isDownload = (value: unknown): value is Download =>
  typeof value === 'object' && value !== null && (value as Partial<Download>).download === true && typeof (value as Partial<Download>).open === 'function'

/** What a contract declares as `returns` of such an operation. */
export const FileContent = Type.Unsafe<Download>({ type: 'string', format: 'binary' })
