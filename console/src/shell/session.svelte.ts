// Who is at the console. People log in with a name and a password and get a cookie that no script
// can read; a daemon without people takes a token, which stays in memory and ends with the page.
import { isLanguage, locale } from './locale.svelte';

export const permissions = [
  'view',
  'see_personal_data',
  'edit',
  'activate',
  'send',
  'operate',
  'money',
  'people',
  'data',
  'developer',
  'administer',
] as const;
export type Permission = (typeof permissions)[number];

export interface Me {
  kind: 'user' | 'token' | 'loopback';
  user: string;
  role: string;
  permissions: readonly Permission[];
}

export type LoginRefusal = 'wrong' | 'code' | 'password_due' | 'too_many' | 'unreachable' | 'failed';

/** The answer of GET /v1/me. */
interface WhoAsks {
  who?: string;
  kind?: 'user' | 'token' | 'loopback';
  permissions?: readonly Permission[];
  user?: { name?: string; role?: string; language?: unknown };
  forgery_token?: unknown;
}

const forgeryKey = 'sojourn.forgery';
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

class Session {
  state = $state<'starting' | 'out' | 'in'>('starting');
  me = $state.raw<Me | null>(null);
  /** Whether the daemon knows people, so that a name and a password are asked for. */
  hasPeople = $state(true);
  /** Whether somebody was logged in on this page before, so that the login says why it is back. */
  ended = $state(false);
  #token = '';
  #forgery = sessionStorage.getItem(forgeryKey) ?? '';

  /** Finds out whether somebody is logged in. */
  async start() {
    try {
      const answer = await fetch('/v1/me', { headers: this.#headers() });
      if (answer.ok) return this.#enter(await answer.json());
      if (answer.status === 404) return await this.#startWithoutPeople();
    } catch {
      // Nobody answers; the login says so when it is tried.
    }
    this.state = 'out';
  }

  async #startWithoutPeople() {
    this.hasPeople = false;
    const answer = await fetch('/v1/clock', { headers: this.#headers() });
    if (answer.ok) this.#enter({ kind: this.#token === '' ? 'loopback' : 'token' });
    else this.state = 'out';
  }

  /** `code`: the one-time code of somebody who has them. */
  async login(name: string, password: string, code = ''): Promise<LoginRefusal | null> {
    return this.#try(async () => {
      const answer = await fetch('/v1/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ login: name, password, ...(code ? { code } : {}) }),
      });
      if (!answer.ok) return await refusalOf(answer);
      this.#keepForgeryToken(await answer.json());
      await this.start();
      return this.#state() === 'in' ? null : 'failed';
    });
  }

  async loginWithToken(token: string): Promise<LoginRefusal | null> {
    return this.#try(async () => {
      this.#token = token;
      const answer = await fetch(this.hasPeople ? '/v1/me' : '/v1/clock', { headers: this.#headers() });
      if (!answer.ok) {
        this.#token = '';
        return await refusalOf(answer);
      }
      this.#enter(this.hasPeople ? await answer.json() : { kind: 'token' });
      return null;
    });
  }

  async logout() {
    if (this.hasPeople && this.#token === '')
      await fetch('/v1/session', { method: 'DELETE', headers: this.#headers('DELETE') }).catch(() => undefined);
    this.#leave();
    this.ended = false;
  }

  /** The daemon no longer knows the session. */
  lost() {
    if (this.state !== 'in') return;
    this.#leave();
    this.ended = true;
  }

  /** What proves to the daemon that this page asks. */
  sign(request: Request) {
    for (const [name, value] of Object.entries(this.#headers(request.method))) request.headers.set(name, value);
  }

  may(permission: Permission): boolean {
    return this.me?.permissions.includes(permission) ?? false;
  }

  #headers(method = 'GET'): Record<string, string> {
    if (this.#token !== '') return { Authorization: `Bearer ${this.#token}` };
    return this.#forgery !== '' && !safe.has(method) ? { 'X-Forgery-Token': this.#forgery } : {};
  }

  async #try(login: () => Promise<LoginRefusal | null>): Promise<LoginRefusal | null> {
    try {
      return await login();
    } catch {
      return 'unreachable';
    }
  }

  #state() {
    return this.state;
  }

  #keepForgeryToken(from: { forgery_token?: unknown }) {
    if (typeof from.forgery_token !== 'string') return;
    this.#forgery = from.forgery_token;
    sessionStorage.setItem(forgeryKey, this.#forgery); // a reload keeps the cookie, so this too
  }

  /** Without roles everybody may everything; the daemon has the last word anyway. */
  #enter(from: WhoAsks) {
    this.#keepForgeryToken(from);
    const language = from.user?.language;
    this.me = {
      kind: from.kind ?? 'user',
      user: from.user?.name || (from.who ?? ''),
      role: from.user?.role ?? '',
      permissions: from.permissions ?? permissions,
    };
    if (isLanguage(language)) void locale.suggest(language);
    this.state = 'in';
  }

  #leave() {
    this.#token = '';
    this.#forgery = '';
    sessionStorage.removeItem(forgeryKey);
    this.me = null;
    this.state = 'out';
  }
}

const refusals: Record<string, LoginRefusal> = { SJ0206: 'code', SJ0208: 'password_due' };

async function refusalOf(answer: Response): Promise<LoginRefusal> {
  if (answer.status === 429) return 'too_many';
  if (answer.status === 503) return 'unreachable';
  const { code = '' } = (await answer.json().catch(() => ({}))) as { code?: string };
  return refusals[code] ?? (answer.status === 401 || answer.status === 403 ? 'wrong' : 'failed');
}

export const session = new Session();
