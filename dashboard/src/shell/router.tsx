/** The sitemap as routes. */
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router'
import { pathTo, places } from '../paths.ts'
import { pagesOf, type Area, type PageEntry } from '../sitemap.tsx'
import type { FirstPage } from './ahead.ts'
import { ConfigurationArea } from './configuration-area.tsx'
import { HomePage } from './home-page.tsx'
import { Loading } from './loading.tsx'
import { TenantArea } from './tenant-area.tsx'
import { NotFound, PageTrouble } from './trouble.tsx'

const route = ({ place, load }: PageEntry, first: FirstPage | undefined): RouteObject => ({
  path: places[place],
  // What is there already is drawn at once, together with the frame around it.
  ...(first?.place === place ? { Component: first.code.default } : { lazy: async () => ({ Component: (await load()).default }) }),
  errorElement: <PageTrouble />,
  hydrateFallbackElement: <Loading />,
})
const routesOf = (area: Area, first: FirstPage | undefined): RouteObject[] => [...pagesOf(area).map((page) => route(page, first)), { path: area === 'tenant' ? '/tenants/:tenant/*' : '/configuration/*', element: <NotFound /> }]

export function createRouter(first?: FirstPage) {
  return createBrowserRouter([
    {
      errorElement: <PageTrouble />,
      hydrateFallbackElement: <Loading />,
      children: [
        { element: <TenantArea />, children: routesOf('tenant', first) },
        { element: <ConfigurationArea />, children: routesOf('configuration', first) },
        { path: places.home, element: <HomePage /> },
        { path: places.callback, element: <Navigate to={pathTo('home')} replace /> },
        { path: '/tenants', element: <Navigate to={pathTo('home')} replace /> },
        { path: '*', element: <NotFound /> },
      ],
    },
  ])
}
