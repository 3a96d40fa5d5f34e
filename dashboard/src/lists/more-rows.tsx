/** Below a list that comes in parts: fetches the next, and at the last says so, where the focus is that the button had. */
import { Button, Group, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { More } from '../api/parts.ts'

export function MoreRows({ count, more }: { count: number; more: More | undefined }) {
  const said = useRef<HTMLParagraphElement>(null)
  const [asked, setAsked] = useState(false)
  const over = more === undefined
  useEffect(() => {
    // The button has gone, and the focus with it, unless somebody has moved on meanwhile.
    if (over && asked && document.activeElement === document.body) said.current?.focus()
  }, [over, asked])
  if (over && !asked) return null
  return (
    <Group p="xs" gap="sm">
      {/* A button that says it loads by being disabled would lose the focus. */}
      {more && <Button size="xs" variant="default" aria-disabled={more.pending} onClick={more.pending ? undefined : () => { setAsked(true); more.load() }}>{more.pending ? 'Loading …' : 'Show more'}</Button>}
      <Text ref={said} tabIndex={-1} size="xs" c="dimmed" aria-live="polite">{over ? `All ${count.toLocaleString()} are shown.` : `${count.toLocaleString()} are shown; there are more.`}</Text>
    </Group>
  )
}
