/** Finds one of the tenant's users by parts of name or address, on the server; what is chosen is the user's id. */
import { Combobox, Loader, Text, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue, useDidUpdate } from '@mantine/hooks'
import { keepPreviousData } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, pageOf, type RowOf } from '../../api/listed.ts'
import type { Answered } from '../../api/session.ts'
import { searchOf } from './search-text.ts'

type Row = RowOf<Answered<'users.list'>, 'users'>
type Props = { label: string; description?: string; /** Cannot be chosen, and why. */ except?: { ids: readonly string[]; because: string }; value?: string; error?: React.ReactNode; onChange?: (id: string) => void }

const part = 25
const more = '\u0000more'
const nameOf = ({ email, username, phone_number: phone, name, user_id: id }: Row): string => email ?? username ?? phone ?? name ?? id

export function UserPicker({ label, description, except, value = '', error, onChange }: Props) {
  const { api } = useTenant()
  const [text, setText] = useState('')
  // Of one search only: the next begins at the first part again.
  const [shown, setShown] = useState({ of: '', size: part })
  const [typed] = useDebouncedValue(text, 250)
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  // What was chosen stands in the field and is no search.
  const q = value ? undefined : searchOf(typed)
  const size = shown.of === typed ? shown.size : part
  const found = useRead(['users', 'picker', q ?? '', size], () => listed(api.GET('/api/v2/users', { params: { query: { ...pageOf(0, size), sort: 'email:1', ...(q ? { q } : {}) } } }), 'users'), { enabled: combobox.dropdownOpened, placeholderData: keepPreviousData })
  const total = found.data?.total ?? 0
  const rows = found.data?.rows ?? []
  // The list is another when it comes: of a search its first is at hand for Enter, of more the first that is new. The target knows only what keys did, hence the id of our own.
  const from = useRef<number>(undefined)
  const [active, setActive] = useState<string | null>(null)
  const look = () => setActive(document.querySelector(`#${combobox.listId} [data-combobox-selected]`)?.id ?? null)
  useDidUpdate(() => {
    combobox.resetSelectedOption()
    if (from.current !== undefined) combobox.selectOption(from.current)
    else if (q) combobox.selectFirstOption()
    from.current = undefined
    look()
  }, [found.data])
  const choose = (id: string) => {
    if (id === more) {
      from.current = rows.length
      return setShown({ of: typed, size: Math.min(100, size + part) })
    }
    const row = rows.find(({ user_id: candidate }) => candidate === id)
    if (row) setText(nameOf(row))
    onChange?.(id)
    combobox.closeDropdown()
  }
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <Combobox.Target withExpandedAttribute aria-activedescendant={combobox.dropdownOpened ? active : null}>
        <TextInput
          aria-autocomplete="list" label={label} {...(description ? { description } : {})} required data-autofocus autoComplete="off" spellCheck={false} placeholder="Part of a name or address" value={text} error={error}
          rightSection={found.isFetching ? <Loader size="xs" aria-label="Searching" /> : <Combobox.Chevron />} rightSectionPointerEvents="none"
          onClick={() => combobox.openDropdown()} onFocus={() => combobox.openDropdown()} onBlur={() => combobox.closeDropdown()}
          onKeyUp={look}
          onChange={(event) => {
            setText(event.currentTarget.value)
            if (value) onChange?.('')
            combobox.openDropdown()
            combobox.resetSelectedOption()
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={found.data === undefined && !found.error}>
        <Combobox.Options mah={300} style={{ overflowY: 'auto' }} tabIndex={-1} aria-label="Users found">
          {rows.map((row) => {
            const held = except?.ids.includes(row.user_id) === true
            return (
              <Combobox.Option key={row.user_id} value={row.user_id} disabled={held}>
                <Text size="sm" component="span">{nameOf(row)}</Text>
                <Text size="xs" c="dimmed">{[row.name !== nameOf(row) && row.name, row.identities?.[0]?.connection, held && except?.because].filter(Boolean).join(' · ')}</Text>
              </Combobox.Option>
            )
          })}
          {rows.length < total && size < 100 && <Combobox.Option value={more}><Text size="sm" component="span">Show more ({rows.length} of {total.toLocaleString()})</Text></Combobox.Option>}
        </Combobox.Options>
        {found.error && <Combobox.Empty>{found.error.sentence}</Combobox.Empty>}
        {found.data && rows.length === 0 && <Combobox.Empty>Nobody is called so.</Combobox.Empty>}
        {rows.length < total && size >= 100 && <Combobox.Footer><Text size="xs" c="dimmed">{rows.length} of {total.toLocaleString()}. Type more of the name.</Text></Combobox.Footer>}
      </Combobox.Dropdown>
    </Combobox>
  )
}
