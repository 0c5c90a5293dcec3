// The question of what needs somebody, which the home page and its own page ask.
import { api, body, type Schemas } from '../api/client';
import { spoken, w } from '../shell/locale.svelte';

export type Group = Schemas['instance_group'];

export function toDealWith() {
  return {
    queryKey: ['instances', 'groups'],
    queryFn: ({ signal }: { signal: AbortSignal }) => body(api.GET('/v1/instances/groups', { params: { query: { limit: 1000 } }, signal })),
    refetchInterval: 15_000,
  };
}

export function nameGroupStep(group: Group): string {
  return spoken(group.step_title) || (group.step ?? '');
}

/** The code in words; one that has none stays a code. */
export function sayCode(code: string): string {
  return (w().codes as Record<string, string>)[code] ?? code;
}

/** Who stands there for this reason, as the filter of the list of a campaign. */
export function peopleOf(group: Group): Record<string, string | undefined> {
  return { tab: 'people', status: group.status === 'held' ? 'held' : undefined, step: group.step || undefined, code: group.code || undefined };
}
