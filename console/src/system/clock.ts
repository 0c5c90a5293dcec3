// The daemon's clock, which may be virtual: what "now" is on every page.
import { api, body } from '../api/client';

export function clock() {
  return {
    queryKey: ['clock'],
    queryFn: ({ signal }: { signal: AbortSignal }) => body(api.GET('/v1/clock', { signal })),
  };
}
