/** Parts of one page behind tabs; which one is open stands in the address. */
import { Tabs } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useSearchParams } from 'react-router'

export type Tab = { name: string; title: string; content: () => React.ReactNode }

export function Tabbed({ label, tabs }: { label: string; tabs: readonly (Tab | false)[] }) {
  const [query, setQuery] = useSearchParams()
  const offered = tabs.filter((tab): tab is Tab => tab !== false)
  const open = offered.find(({ name }) => name === query.get('tab')) ?? offered[0]
  const list = useRef<HTMLDivElement>(null)
  const name = open?.name
  // On narrow screens the row of tabs is longer than the window.
  useEffect(() => {
    const [row, tab] = [list.current, list.current?.querySelector<HTMLElement>('[aria-selected="true"]')]
    if (row && tab) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.clientWidth) / 2
  }, [name])
  if (!open) return null
  return (
    <Tabs value={open.name} onChange={(name) => name && setQuery(name === offered[0]?.name ? {} : { tab: name }, { replace: true })} keepMounted={false}>
      <Tabs.List ref={list} mb="md" aria-label={label} style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
        {offered.map(({ name, title }) => <Tabs.Tab key={name} value={name} style={{ whiteSpace: 'nowrap' }}>{title}</Tabs.Tab>)}
      </Tabs.List>
      <Tabs.Panel value={open.name}>{open.content()}</Tabs.Panel>
    </Tabs>
  )
}
