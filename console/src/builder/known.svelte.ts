// What the shop has: the vocabulary of conditions, and the names that fields offer.
import { api, body } from '../api/client';
import { asked_once } from '../shell/live.svelte';
import { spoken, w } from '../shell/locale.svelte';
import { isObject } from './paths';
import { nothing_known, type FieldSchema, type Known } from './vocabulary';
import { createQuery } from '@tanstack/svelte-query';

const most = { limit: 1000 } as never;

async function read(signal: AbortSignal): Promise<Known> {
  const query = { params: { query: most }, signal };
  // Whoever may not see one of them writes without its names.
  const or = <T>(asked: Promise<T>): Promise<T | null> => asked.catch(() => null);
  const [types, segments, pools, hooks, channels, messages, campaigns] = await Promise.all([
    or(body(api.GET('/v1/record-types', query))),
    or(body(api.GET('/v1/segments', query))),
    or(body(api.GET('/v1/vouchers', query))),
    or(body(api.GET('/v1/hooks', query))),
    or(body(api.GET('/v1/channels', { signal }))),
    or(body(api.GET('/v1/messages', query))),
    or(body(api.GET('/v1/campaigns', { params: { query: { limit: 200 } as never }, signal }))),
  ]);
  const groups = w().groupNames as Record<string, string>;
  return {
    types: Object.fromEntries((types?.items ?? []).map((one) => [one.name, (one.schema['properties'] ?? {}) as Record<string, FieldSchema>])),
    own: (types?.items ?? []).filter((one) => !one.shipped && isObject(one.schema['x-links']) && Object.values(one.schema['x-links']).includes('customer')).map((one) => one.name),
    segments: (segments?.items ?? []).map((one) => ({ id: one.id, name: spoken(one.name) || (groups[one.id.replaceAll('-', '_')] ?? '') })),
    pools: (pools?.items ?? []).map((one) => one.id),
    hooks: (hooks?.items ?? []).map((one) => one.id),
    channels: (channels?.items ?? []).map((one) => one.name),
    messages: (messages?.items ?? []).map((one) => ({ id: one.id, name: one.name ?? '' })),
    campaigns: (campaigns?.items ?? []).map((one) => ({ id: one.id, name: one.name })),
  };
}

/** Within a component. */
export function useKnown(): { readonly now: Known } {
  const question = createQuery(() => ({ queryKey: ['builder', 'known'], queryFn: ({ signal }) => read(signal), ...asked_once }));
  return {
    get now() {
      return question.data ?? nothing_known;
    },
  };
}
