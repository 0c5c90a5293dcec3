// The products of the shop, by id: an event names those that the marketplace approved.
import { api, body } from '../api/client';
import { asked_once } from '../shell/live.svelte';

export function products() {
  return {
    queryKey: ['records', 'product', 'names'],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const told = await body(api.GET('/v1/records/{type}', { params: { path: { type: 'product' }, query: { limit: 1000 } as never }, signal }));
      return Object.fromEntries(
        told.items.map((one) => [one.id, typeof one.data['name'] === 'string' ? one.data['name'] : one.id]),
      ) as Record<string, string>;
    },
    ...asked_once,
  };
}
