import { Textarea, type TextareaProps } from '@mantine/core'
import { useState } from 'react'

const toLines = (text: string): string[] => text.split(/[\n,]/).map((line) => line.trim()).filter(Boolean)

/** Several values, one a line. */
export function LinesField({ value = [], onChange, ...props }: Omit<TextareaProps, 'value' | 'onChange'> & { value?: readonly string[]; onChange?: (lines: string[]) => void }) {
  const [text, setText] = useState(value.join('\n'))
  // Changed from outside (saved, discarded): what was typed gives way.
  const shown = toLines(text).join('\n') === value.join('\n') ? text : value.join('\n')
  return (
    <Textarea autosize minRows={2} maxRows={12} spellCheck={false} classNames={{ input: 'mono' }} {...props} value={shown} onChange={(event) => {
      setText(event.currentTarget.value)
      onChange?.(toLines(event.currentTarget.value))
    }} />
  )
}

/** A check that says which of the lines is wrong. */
export const everyUrl = (options: { schemes?: string; empty?: boolean } = {}) => (lines: readonly string[]): string | null => {
  const wrong = lines.find((line) => !URL.canParse(line.replaceAll('*', 'a').replace(/\{[\w.]+\}/g, 'a')))
  if (wrong !== undefined) return `“${wrong}” is no address. Write it whole, for example https://app.example.com/callback.`
  const fragment = lines.find((line) => line.includes('#'))
  if (fragment !== undefined) return `“${fragment}” has a fragment (#…), which is never sent to a server.`
  return options.empty === false && lines.length === 0 ? 'At least one is needed.' : null
}
