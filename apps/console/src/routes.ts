import type { ComponentType } from 'preact';
import type { Scope } from './api/session';
import type { IconName } from './components/icon';
import type { PageProps } from './page-props';
import { texts } from './texts';

export interface Route {
  /** In the address. */
  page: string;
  name: string;
  icon: IconName;
  /** Any of them lets one see the page; what needs more says so itself. */
  scopes: readonly Scope[];
  /** Fetched when somebody goes there. */
  load: () => Promise<ComponentType<PageProps>>;
}

/** The pages, in the order of the navigation; the first one is the home page. */
export const ROUTES: readonly Route[] = [
  {
    page: 'recognise',
    name: texts.recognise.nav,
    icon: 'recognise',
    scopes: ['recognize'],
    load: () => import('./pages/recognise/recognise-page').then((file) => file.RecognisePage),
  },
  {
    page: 'people',
    name: texts.people.nav,
    icon: 'people',
    scopes: ['recognize', 'enrol'],
    load: () => import('./pages/people/people-page').then((file) => file.PeoplePage),
  },
  {
    page: 'fleet',
    name: texts.fleet.nav,
    icon: 'fleet',
    scopes: ['recognize'],
    load: () => import('./pages/fleet/fleet-page').then((file) => file.FleetPage),
  },
  {
    page: 'what-if',
    name: texts.whatIf.nav,
    icon: 'what-if',
    scopes: ['recognize', 'enrol'],
    load: () => import('./pages/what-if/what-if-page').then((file) => file.WhatIfPage),
  },
  {
    page: 'system',
    name: texts.system.nav,
    icon: 'system',
    scopes: ['recognize', 'enrol'],
    load: () => import('./pages/system/system-page').then((file) => file.SystemPage),
  },
];
