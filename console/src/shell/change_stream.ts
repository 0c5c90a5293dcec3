// The stream of changes that the tabs of a browser share: one of them reads it and tells the others.
import { Events, mustReopen, patience, silent_after_ms, Wishes, type Message } from './changes';

interface Options {
  who: string;
  sign: (request: Request) => void;
  refused: (status: number) => void;
  hint: (topic: string) => void;
  /** These topics are told from now on; none: nothing is. */
  watched: (topics: readonly string[]) => void;
}

const repeat_ms = 30_000;

/**
 * The tab that holds the lock leads. Browsers have locks on https and loopback alone; without them each
 * tab that is seen reads a stream of its own.
 */
export class ChangeStream {
  #options: Options;
  #tab = crypto.getRandomValues(new Uint32Array(2)).join('-');
  #wanted: string[] = [];
  #channel: BroadcastChannel | null;
  #wishes = new Wishes();
  #leads = false;
  #end = new AbortController();
  #repeat: ReturnType<typeof setInterval>;
  #reader: AbortController | null = null; // of the stream that is open
  #opening: AbortController | null = null;
  #watched: string[] = []; // by the open stream
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#options = options;
    const shares = 'locks' in navigator && 'BroadcastChannel' in globalThis;
    this.#channel = shares ? new BroadcastChannel(`sojourn.changes.${options.who}`) : null;
    this.#channel?.addEventListener('message', (event) => this.#hear(event.data as Message));
    this.#repeat = setInterval(() => this.#say({ kind: 'want', tab: this.#tab, topics: this.#wanted }), repeat_ms);
    addEventListener('pagehide', this.#leave);
    addEventListener('offline', this.#cut);
    if (shares) void this.#lead();
    else this.#leads = true;
  }

  want(topics: string[]) {
    this.#wanted = topics;
    this.#say({ kind: 'want', tab: this.#tab, topics });
  }

  close() {
    this.#leave();
    removeEventListener('pagehide', this.#leave);
    removeEventListener('offline', this.#cut);
    clearInterval(this.#repeat);
    clearTimeout(this.#retry);
    this.#end.abort();
    this.#opening?.abort();
    this.#reader?.abort();
    this.#channel?.close();
  }

  #leave = () => this.#say({ kind: 'bye', tab: this.#tab });

  /** The browser lost its network: the connection only does not know yet. */
  #cut = () => {
    this.#opening?.abort();
    this.#reader?.abort();
  };

  async #lead() {
    try {
      await navigator.locks.request(`sojourn.changes.${this.#options.who}`, { signal: this.#end.signal }, async () => {
        this.#leads = true;
        this.#say({ kind: 'state', topics: [] }); // whoever led before reads no more
        this.#say({ kind: 'who' });
        this.#say({ kind: 'want', tab: this.#tab, topics: this.#wanted });
        await new Promise<void>((resolve) => this.#end.signal.addEventListener('abort', () => resolve()));
      });
    } catch {
      // closed before it was this tab's turn
    }
  }

  /** To all tabs, this one too. */
  #say(message: Message) {
    if (!this.#end.signal.aborted) this.#channel?.postMessage(message);
    this.#hear(message);
  }

  #hear(message: Message) {
    if (message.kind === 'hint') return this.#options.hint(message.topic);
    if (message.kind === 'state') return this.#options.watched(message.topics);
    if (message.kind === 'who' && !this.#leads)
      return void this.#channel?.postMessage({ kind: 'want', tab: this.#tab, topics: this.#wanted } satisfies Message);
    if (!this.#leads || !this.#wishes.hear(message, Date.now())) return;
    this.#open();
    // A tab that came later learns what is told already.
    if (message.kind === 'want' && message.tab !== this.#tab && this.#reader)
      this.#channel?.postMessage({ kind: 'state', topics: this.#watched } satisfies Message);
  }

  /** Opens a stream for all that is wanted; the one before it is read until the new one is there. */
  #open() {
    const topics = this.#wishes.topics(Date.now());
    if (this.#end.signal.aborted || this.#retry !== undefined) return;
    if (topics.length === 0) return this.#channel ? undefined : this.#cut();
    if (this.#reader && !mustReopen(this.#watched, topics)) return;
    this.#opening?.abort();
    const opening = (this.#opening = new AbortController());
    void this.#read(topics, opening).finally(() => this.#ended(opening));
  }

  async #read(topics: string[], by: AbortController) {
    let silence: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(silence);
      silence = setTimeout(() => by.abort(), silent_after_ms);
    };
    wait();
    try {
      const request = new Request(`/v1/changes?${new URLSearchParams({ topics: topics.join(',') })}`);
      this.#options.sign(request);
      const answer = await fetch(request, { signal: by.signal });
      if (!answer.ok || !answer.body) return this.#options.refused(answer.status);
      const events = new Events();
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        wait();
        for (const told of events.read(piece.value)) {
          if (told.kind === 'open') this.#opened(topics, by);
          else if (told.kind === 'hint') this.#say(told);
        }
      }
    } catch {
      // ended by the network or by us: #ended tries again where somebody still wants it
    } finally {
      clearTimeout(silence);
    }
  }

  #opened(topics: string[], by: AbortController) {
    if (this.#opening !== by) return;
    const before = this.#reader;
    this.#opening = null;
    this.#reader = by;
    this.#watched = topics;
    this.#failures = 0;
    before?.abort();
    this.#say({ kind: 'state', topics });
  }

  #ended(by: AbortController) {
    const wasOpen = this.#reader === by;
    const wasOpening = this.#opening === by;
    if (wasOpen) {
      this.#reader = null;
      this.#watched = [];
      this.#say({ kind: 'state', topics: [] });
    }
    if (wasOpening) this.#opening = null;
    if ((!wasOpen && !wasOpening) || this.#end.signal.aborted || this.#opening) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#open();
    }, patience(this.#failures++));
  }
}
