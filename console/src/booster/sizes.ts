// The live sizes of groups: each is counted once, however many cards write to it.
import { api, body } from '../api/client';
import { conditionOf, type GroupDocument } from './documents';

export function groupSize(group: GroupDocument, timezone: string) {
  const asked = { condition: conditionOf(group), timezone };
  return {
    queryKey: ['segments', 'unsaved', asked],
    queryFn: ({ signal }: { signal: AbortSignal }) => body(api.POST('/v1/segments/size', { body: asked as never, signal })),
    staleTime: 60_000,
    refetchInterval: 60_000,
  };
}
