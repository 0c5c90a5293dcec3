// What the search finds: pages, campaigns, segments, instances by id, customers as they are called.
import { api, body } from '../api/client';
import { nameOf, searchCustomers } from '../customer/search';
import { fold } from '../parts/fold';
import { queries } from './live.svelte';
import { w } from './locale.svelte';
import { base, link } from './router.svelte';
import { routes } from './routes';
import { session } from './session.svelte';

export interface Found {
  kind: 'page' | 'campaign' | 'segment' | 'customer' | 'instance';
  title: string;
  note?: string;
  href: string;
}

const most = 12;
const a_minute = { staleTime: 60_000 } as const;

export async function find(text: string, signal: AbortSignal): Promise<Found[]> {
  const wanted = fold(text);
  const pages = routes
    .filter((route) => route.menu && session.may(route.needs) && fold(w().pages[route.name]).includes(wanted))
    .map((route): Found => ({ kind: 'page', title: w().pages[route.name], href: base + route.pattern }));
  if (text === '') return pages.slice(0, most);
  const parts = await Promise.all([
    instances(text),
    customers(text, signal),
    ...(session.may('view') ? [campaigns(wanted), segments(wanted)] : []),
  ]);
  return [...parts.flat(), ...pages].slice(0, most);
}

function instances(text: string): Found[] {
  return /^ins_\w+$/.test(text) ? [{ kind: 'instance', title: text, href: link(['instances', text]) }] : [];
}

async function campaigns(wanted: string): Promise<Found[]> {
  const all = await quietly(
    queries.fetchQuery({
      queryKey: ['search', 'campaigns'],
      queryFn: () => body(api.GET('/v1/campaigns', { params: { query: { limit: 1000 } } })),
      ...a_minute,
    }),
  );
  return (all?.items ?? [])
    .filter((one) => fold(`${one.name ?? ''} ${one.id}`).includes(wanted))
    .map((one) => ({ kind: 'campaign', title: one.name ?? one.id, note: one.id, href: link(['campaigns', one.id]) }));
}

async function segments(wanted: string): Promise<Found[]> {
  const all = await quietly(
    queries.fetchQuery({
      queryKey: ['search', 'segments'],
      queryFn: () => body(api.GET('/v1/segments', { params: { query: { limit: 1000 } } })),
      ...a_minute,
    }),
  );
  return (all?.items ?? [])
    .filter((one) => fold(`${one.name ?? ''} ${one.id}`).includes(wanted))
    .map((one) => ({ kind: 'segment', title: one.name ?? one.id, note: one.id, href: link(['segments', one.id]) }));
}

async function customers(text: string, signal: AbortSignal): Promise<Found[]> {
  if (!session.may('see_personal_data') || !session.may('view')) return [];
  const found = await quietly(searchCustomers(text, signal, most));
  return (found ?? []).map((one) => ({ kind: 'customer', title: nameOf(one), note: one.id, href: link(['customers', one.id]) }));
}

/** Nothing where the question fails: another source may know. */
async function quietly<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch {
    return null;
  }
}
