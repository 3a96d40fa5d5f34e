import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'

/** Searches while one types, a moment after the last key. */
export function SearchField({ label, value, onSearch, placeholder, error }: { label: string; value: string; onSearch: (text: string) => void; placeholder?: string; error?: string | undefined }) {
  const [text, setText] = useState(value)
  // A search that came from elsewhere (a link, the way back) replaces what was typed; one's own coming back does not.
  const sent = useRef(value)
  useEffect(() => {
    if (value !== sent.current) setText(value)
    sent.current = value
  }, [value])
  const search = useDebouncedCallback((next: string) => {
    sent.current = next
    onSearch(next)
  }, 300)
  const change = (next: string) => {
    setText(next)
    search(next)
  }
  return (
    <TextInput
      aria-label={label} placeholder={placeholder ?? label} value={text} error={error} type="search" miw={0} style={{ flex: '1 1 16rem' }} maw={480}
      onChange={(event) => change(event.currentTarget.value)} leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text ? <CloseButton size="sm" aria-label="Clear the search" onClick={() => change('')} /> : undefined}
    />
  )
}
