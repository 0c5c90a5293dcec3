// The question of what needs somebody, which the home page and its own page ask.
import { api, body } from '../api/client';
import { session } from '../shell/session.svelte';
import { heldGroups, unknownGroups, type Group } from './groups';

/** So many are read; a shop with more sees that there are more. */
export const most_read = 1000;

export interface ToDealWith {
  held: Group[];
  unknown: Group[];
  hasMore: boolean;
}

export function toDealWith() {
  return {
    queryKey: ['to-deal-with', session.me?.login],
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<ToDealWith> => {
      const [held, unknown] = await Promise.all([
        body(api.GET('/v1/instances', { params: { query: { status: 'held', limit: most_read } }, signal })),
        body(api.GET('/v1/sends', { params: { query: { outcome: 'unknown', limit: most_read } }, signal })),
      ]);
      return {
        held: heldGroups(held.items),
        unknown: unknownGroups(unknown.items),
        hasMore: Boolean(held.next_cursor ?? unknown.next_cursor),
      };
    },
    refetchInterval: 15_000,
  };
}
