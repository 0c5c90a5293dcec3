// All versions of a campaign, the newest first: instances run those that they began with.
import { api, body } from '../api/client';
import { asked_once } from '../shell/live.svelte';

export function allVersions(id: string) {
  return {
    queryKey: ['campaigns', id, 'versions', 'all'],
    queryFn: ({ signal }: { signal: AbortSignal }) => body(api.GET('/v1/campaigns/{id}/versions', { params: { path: { id } }, signal })),
    ...asked_once,
  };
}
