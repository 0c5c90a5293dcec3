// Lists by cursor: the first page is kept fresh, further ones are asked for.
import { interval } from '../shell/live.svelte';
import type { QueryFunctionContext, QueryKey } from '@tanstack/svelte-query';

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

type Ask<T> = (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>;

/** The options of createInfiniteQuery for a list of the API. */
export function list<T>(queryKey: QueryKey, ask: Ask<T>) {
  return {
    queryKey,
    queryFn: ({ pageParam, signal }: QueryFunctionContext<QueryKey, string | undefined>) => ask(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<T>) => last.next_cursor ?? undefined,
    // Who has turned pages reads: what is on the screen stays where it is.
    refetchInterval: (query: { queryKey: QueryKey; state: { data?: { pages: unknown[] } } }) =>
      (query.state.data?.pages.length ?? 1) > 1 ? (false as const) : interval(query),
  };
}
