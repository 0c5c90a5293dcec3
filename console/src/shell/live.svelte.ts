// How changes reach the pages: figures are asked again every few seconds while the page is seen.
// Nothing stale is shown without saying so: `lost_since` is when the daemon stopped to answer.
import { Problem } from '../api/problem';
import { QueryCache, QueryClient } from '@tanstack/svelte-query';

const every_ms = 5_000;

class Live {
  /** When the daemon was last heard of, while it does not answer; null: it answers. */
  lost_since = $state<number | null>(null);
  #heard_at = Date.now();

  heard() {
    this.#heard_at = Date.now();
    this.lost_since = null;
  }

  missed() {
    this.lost_since ??= this.#heard_at;
  }
}

export const live = new Live();

export const queries = new QueryClient({
  queryCache: new QueryCache({
    onSuccess: () => live.heard(),
    onError: (why) => (why instanceof Problem && why.status === 0 ? live.missed() : live.heard()),
  }),
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      networkMode: 'always', // what the browser thinks of the network is not the daemon's word
      refetchInterval: every_ms, // TanStack Query asks nothing while the page is hidden
      retry: (count, why) => count < 2 && why instanceof Problem && why.isPassing,
    },
  },
});

/** For questions that are long, or whose answer a reader is working on. */
export const asked_once = { refetchInterval: false, staleTime: 60_000 } as const;
