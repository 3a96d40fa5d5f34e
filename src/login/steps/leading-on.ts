import type { Client } from '#resources/clients/index.ts'

/** Where a page at the end of a link leads on to: what whoever made the link said, else the application's own start. Web addresses only. */
export function leadingOn(resultUrl: string | undefined, client: Pick<Client, 'initiate_login_uri'> | undefined): string | undefined {
  return [resultUrl, client?.initiate_login_uri].find((url): url is string => typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))
}
