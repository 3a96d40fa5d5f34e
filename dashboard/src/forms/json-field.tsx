import { JsonInput, type JsonInputProps } from '@mantine/core'

/** A JSON object as text; see `objectText` for its check. */
export const JsonField = (props: JsonInputProps) => <JsonInput formatOnBlur autosize minRows={5} maxRows={24} spellCheck={false} classNames={{ input: 'mono' }} {...props} />

/** What is wrong with a text that must be a JSON object. @param limit bytes. */
export const objectText = (limit = 16 * 1024 * 1024) => (text: string): string | null => {
  if (text.trim() === '') return null
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'This must be a JSON object: { "name": "value" }.'
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}`
  }
  return new Blob([text]).size > limit ? `At most ${limit.toLocaleString()} bytes.` : null
}

/** What is wrong with the text of a signed file that must be pasted whole. */
export function pastedFile(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? null : 'Paste the whole file.'
  } catch {
    return 'This is not the whole file: it must be JSON.'
  }
}

export const asText = (value: unknown): string => (value && typeof value === 'object' && Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : '')
export const asObject = (text: string): Record<string, unknown> => (text.trim() === '' ? {} : (JSON.parse(text) as Record<string, unknown>))

/** What a PATCH that merges must send: changed members, and null for those that are gone. */
export function mergePatch(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  const gone = Object.keys(before).filter((name) => !(name in after)).map((name) => [name, null] as const)
  const changed = Object.entries(after).filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value))
  return Object.fromEntries([...gone, ...changed])
}
