// How changes reach the pages: the daemon tells that something has changed (GET /v1/changes), and the
// figures are asked for again. Without the stream they are asked for every few seconds while the page is
// seen. Nothing stale is shown without saying so: `lost_since` is when the daemon stopped to answer.
import { Problem } from '../api/problem';
import { ChangeStream } from './change_stream';
import { gapOf, general, isTold, needed, topicsOf } from './topics';
import { QueryCache, QueryClient, type Query } from '@tanstack/svelte-query';

const every_ms = 5_000;
/** While changes are told: for what nobody tells, such as an hour that has come. */
const seldom_ms = 30_000;
/** A page asks for several things when it opens. */
const settle_ms = 250;

class Live {
  /** When the daemon was last heard of, while it does not answer; null: it answers. */
  lost_since = $state<number | null>(null);
  /** The topics that are told now; none without a stream. */
  watched: ReadonlySet<string> = new Set();
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

type AnyQuery = { queryKey: readonly unknown[] };

/** How soon a query asks again by itself. TanStack Query asks nothing while the page is hidden. */
export function interval(query: AnyQuery): number {
  return isTold(query.queryKey, live.watched) ? seldom_ms : every_ms;
}

export const queries = new QueryClient({
  queryCache: new QueryCache({
    onSuccess: () => live.heard(),
    onError: (why) => (why instanceof Problem && why.status === 0 ? live.missed() : live.heard()),
  }),
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      networkMode: 'always', // what the browser thinks of the network is not the daemon's word
      refetchInterval: interval,
      retry: (count, why) => count < 2 && why instanceof Problem && why.isPassing,
    },
  },
});

/** For questions that are long, or whose answer a reader is working on. */
export const asked_once = { refetchInterval: false, staleTime: 60_000 } as const;

/** Whether its answer may change under the reader: not what is asked once, nor a list that was gone through. */
function followsChanges(query: Query): boolean {
  const data = query.state.data as { pages?: unknown[] } | undefined;
  if ((data?.pages?.length ?? 0) > 1) return false;
  return query.observers.some((one) => one.options.refetchInterval !== false);
}

const later = new Map<string, ReturnType<typeof setTimeout>>();

/** Asks again for what the topic is about, now or when its last answer is old enough. */
function askAgain(concerns: (query: Query) => boolean) {
  if (document.visibilityState === 'hidden') return; // it is asked for when the page is seen again
  for (const query of queries.getQueryCache().findAll({ type: 'active' })) {
    if (!followsChanges(query) || !concerns(query)) continue;
    const wait = query.state.dataUpdatedAt + gapOf(query.queryKey) - Date.now();
    if (wait <= 0) void queries.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false });
    else if (!later.has(query.queryHash))
      later.set(query.queryHash, setTimeout(() => {
        later.delete(query.queryHash);
        void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
      }, wait));
  }
}

/** What the page shows, as topics; nothing while it is hidden. */
function wanted(may: (permission: (typeof needed)[keyof typeof needed]) => boolean): string[] {
  if (document.visibilityState === 'hidden') return [];
  const topics = new Set<string>(general);
  for (const query of queries.getQueryCache().findAll({ type: 'active' }))
    for (const topic of topicsOf(query.queryKey)) topics.add(topic);
  return [...topics].filter((topic) => !(topic in needed) || may(needed[topic as keyof typeof needed]));
}

interface Asker {
  /** Whose stream it is: tabs of the same person share one. */
  who: string;
  may: (permission: (typeof needed)[keyof typeof needed]) => boolean;
  sign: (request: Request) => void;
  /** The daemon no longer knows them. */
  lost: () => void;
}

/** Follows changes until the returned function is called. */
export function follow(asker: Asker): () => void {
  const stream = new ChangeStream({
    who: asker.who,
    sign: asker.sign,
    refused: (status) => { if (status === 401) asker.lost(); },
    hint: (topic) => {
      live.heard();
      askAgain((query) => topic === 'clock' || topicsOf(query.queryKey).includes(topic));
    },
    watched: (topics) => {
      const before = live.watched;
      live.watched = new Set(topics);
      // What was told while nobody listened is asked for; and what is told no more falls back to asking.
      askAgain((query) => isTold(query.queryKey, live.watched) !== isTold(query.queryKey, before));
    },
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stream.want(wanted(asker.may)), settle_ms);
  };
  const unsubscribe = queries.getQueryCache().subscribe((event) => {
    if (event.type === 'observerAdded' || event.type === 'observerRemoved') tell();
  });
  document.addEventListener('visibilitychange', tell);
  tell();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', tell);
    unsubscribe();
    stream.close();
    live.watched = new Set();
  };
}
