// One stream of changes a browser: what its tabs want, what the stream says, and when to try again. No
// window and no timer here; `live.svelte.ts` has them.

/** A stream watches so many topics. */
export const most_topics = 64;
/** Tabs that say nothing for longer are gone: those that are seen repeat what they want every 30 s. */
export const forgotten_after_ms = 90_000;
/** The daemon says something every 15 s. */
export const silent_after_ms = 40_000;

export type Message =
  | { kind: 'want'; tab: string; topics: string[] }
  | { kind: 'bye'; tab: string }
  | { kind: 'who' }
  | { kind: 'state'; topics: string[] }
  | { kind: 'hint'; topic: string };

/** What the tabs of a browser want to hear of. */
export class Wishes {
  #by_tab = new Map<string, { topics: string[]; at: number }>();

  /** Whether it may change what the stream watches. */
  hear(message: Message, now: number): boolean {
    if (message.kind === 'want') this.#by_tab.set(message.tab, { topics: message.topics, at: now });
    else if (message.kind === 'bye') this.#by_tab.delete(message.tab);
    else return false;
    return true;
  }

  /** All of it, each once, in order; no more than a stream takes. */
  topics(now: number): string[] {
    for (const [tab, wish] of this.#by_tab) if (now - wish.at > forgotten_after_ms) this.#by_tab.delete(tab);
    const all = new Set<string>();
    for (const wish of this.#by_tab.values()) for (const topic of wish.topics) all.add(topic);
    // Those that are said of many things come first: more pages wait for them.
    return [...all].sort((a, b) => Number(a.includes(':')) - Number(b.includes(':')) || (a < b ? -1 : 1)).slice(0, most_topics);
  }
}

/** Whether a stream that watches `watched` must be opened anew: nobody minds what is told too much. */
export function mustReopen(watched: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((topic) => !watched.includes(topic));
}

/** How long to wait before the stream is tried again, after so many tries in vain. */
export function patience(failures: number): number {
  return Math.min(30_000, 1_000 * 2 ** Math.min(failures, 5));
}

export type Told = { kind: 'open' } | { kind: 'end' } | { kind: 'hint'; topic: string };

/** Reads server-sent events as they arrive, in whatever pieces. */
export class Events {
  #left = '';

  read(piece: string): Told[] {
    const lines = (this.#left + piece).replaceAll('\r\n', '\n').split('\n\n');
    this.#left = lines.pop() ?? '';
    return lines.flatMap((event) => {
      const told = toldBy(event);
      return told ? [told] : [];
    });
  }
}

function toldBy(event: string): Told | null {
  let name = 'message';
  let data = '';
  for (const line of event.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    if (line.startsWith('data:')) data += line.slice(5).trim();
  }
  if (name === 'open' || name === 'end') return { kind: name };
  if (name !== 'message' || data === '') return null;
  try {
    const { topic } = JSON.parse(data) as { topic?: unknown };
    return typeof topic === 'string' ? { kind: 'hint', topic } : null;
  } catch {
    return null;
  }
}
