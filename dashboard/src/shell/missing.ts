/** Files of the dashboard that cannot be fetched: because an update has replaced them while the page was open, or because nothing answers. Stands without React, which may be what is missing. */
const missed = new WeakSet<object>()

// The build's own imports tell of each here, whatever words the browser has for it.
addEventListener('vite:preloadError', ({ payload }) => void missed.add(payload))

export const isMissing = (error: unknown): error is Error => error instanceof Error && missed.has(error)

export type Missing = { title: string; sentence: string }

export const unfetched: Missing = { title: 'A part of the dashboard did not load', sentence: 'A file of this page could not be fetched from the appliance. Load it again; if that does not help, look at the connection.' }
const replaced: Missing = { title: 'The dashboard was updated', sentence: 'This page belongs to the version before. Load it again.' }

const beginning = (page: Document): string | null | undefined => page.querySelector('script[type="module"]')?.getAttribute('src')

const mark = 'bailiwick.loaded-again'

/** What is the matter; `present`: the script that another build begins with. */
export async function why(): Promise<{ missing: Missing; present?: string }> {
  try {
    const reply = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(5_000) })
    const present = beginning(new DOMParser().parseFromString(await reply.text(), 'text/html'))
    return !present || present === beginning(document) ? { missing: unfetched } : { missing: replaced, present }
  } catch {
    return { missing: unfetched }
  }
}

/**
 * Says what is the matter, or loads the page again when the appliance has another build by now: once for each build and window, so that nodes of two
 * builds, or a file that is gone for good, lead to the sentence and not round in a circle.
 */
export async function renew(): Promise<Missing> {
  const { missing, present } = await why()
  if (present !== undefined && firstTime(present)) {
    location.reload()
    await new Promise(() => {})
  }
  return missing
}

/** False where nothing can be remembered. */
function firstTime(build: string): boolean {
  try {
    const tried = sessionStorage.getItem(mark)?.split(' ') ?? []
    if (tried.includes(build)) return false
    sessionStorage.setItem(mark, [...tried, build].join(' '))
    return true
  } catch {
    return false
  }
}

/** In place of the whole dashboard, with the elements of the browser alone. */
export function show({ title, sentence }: Missing): void {
  const make = <Name extends keyof HTMLElementTagNameMap>(name: Name, text: string, style: Partial<CSSStyleDeclaration>) => {
    const element = document.createElement(name)
    element.textContent = text
    Object.assign(element.style, style)
    return element
  }
  const main = make('main', '', { font: '1rem/1.6 system-ui, sans-serif', maxWidth: '33rem', margin: '20vh auto', padding: '0 1.25rem' })
  const said = make('div', '', {})
  said.setAttribute('role', 'alert')
  const again = make('button', 'Load again', { font: 'inherit', padding: '0.4rem 1rem', cursor: 'pointer' })
  again.type = 'button'
  again.addEventListener('click', () => location.reload())
  main.append(said, again)
  document.getElementById('root')?.replaceChildren(main)
  // What is put into an alert that stands already is read out.
  said.append(make('h1', title, { fontSize: '1.5rem' }), make('p', sentence, {}))
  again.focus()
}
