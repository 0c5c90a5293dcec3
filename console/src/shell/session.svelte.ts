// Who is at the console. People log in with a name and a password and get a cookie that no script
// can read; a token stays in memory and ends with the page.
import type { Schemas } from '../api/client';
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
  'desk',
  'data',
  'developer',
  'administer',
] as const;
export type Permission = (typeof permissions)[number];

export interface Me {
  kind: 'user' | 'token' | 'loopback';
  /** By which they log in; of a token its name. */
  login: string;
  /** How people call them. */
  name: string;
  role: string;
  language: string;
  hasOneTimeCode: boolean;
  permissions: readonly Permission[];
}

export type LoginRefusal = 'wrong' | 'code' | 'too_many' | 'unreachable' | 'failed';

/** The answer of GET /v1/me. */
type WhoAsks = Schemas['me'];

const forgeryKey = 'sojourn.forgery';
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

class Session {
  /** `password_due`: logged in, but somebody else set the password, so it must be changed first. */
  state = $state<'starting' | 'out' | 'password_due' | 'in'>('starting');
  me = $state.raw<Me | null>(null);
  /** Whether the daemon has users; without them and without tokens this machine may do everything. */
  hasUsers = $state(true);
  /** Whether somebody was logged in on this page before, so that the login says why it is back. */
  ended = $state(false);
  #token = '';
  #forgery = sessionStorage.getItem(forgeryKey) ?? '';

  /** Finds out who is logged in, and what they may do now. */
  async start() {
    try {
      const answer = await fetch('/v1/me', { headers: this.#headers() });
      if (answer.ok) return this.#enter(await answer.json());
    } catch {
      // Nobody answers; the login says so when it is tried.
    }
    this.state = 'out';
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
      return this.#state() === 'out' ? 'failed' : null;
    });
  }

  async loginWithToken(token: string): Promise<LoginRefusal | null> {
    return this.#try(async () => {
      this.#token = token;
      const answer = await fetch('/v1/me', { headers: this.#headers() });
      if (!answer.ok) {
        this.#token = '';
        return await refusalOf(answer);
      }
      this.#enter(await answer.json());
      return null;
    });
  }

  async logout() {
    if (this.me?.kind === 'user')
      await fetch('/v1/session', { method: 'DELETE', headers: this.#headers('DELETE') }).catch(() => undefined);
    this.#leave();
    this.ended = false;
  }

  /** The daemon no longer knows the session. */
  lost() {
    if (this.state !== 'in' && this.state !== 'password_due') return;
    this.#leave();
    this.ended = true;
  }

  /** What proves to the daemon that this page asks. */
  sign(request: Request) {
    for (const [name, value] of Object.entries(this.#headers(request.method))) request.headers.set(name, value);
  }

  /** `null`: what everybody may who is logged in. */
  may(permission: Permission | null): boolean {
    return permission === null || (this.me?.permissions.includes(permission) ?? false);
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

  #enter(from: WhoAsks) {
    this.#keepForgeryToken(from);
    const user = from.user;
    this.hasUsers = from.has_users;
    this.me = {
      kind: from.kind,
      login: user?.login ?? from.who,
      name: user?.name || from.who,
      role: user?.role ?? '',
      language: user?.language ?? '',
      hasOneTimeCode: user?.one_time_code ?? false,
      permissions: from.permissions as Permission[],
    };
    if (isLanguage(user?.language)) void locale.suggest(user.language);
    this.state = user?.must_change_password ? 'password_due' : 'in';
  }

  #leave() {
    this.#token = '';
    this.#forgery = '';
    sessionStorage.removeItem(forgeryKey);
    this.me = null;
    this.state = 'out';
  }
}

const refusals: Record<string, LoginRefusal> = { SJ0206: 'code' };

async function refusalOf(answer: Response): Promise<LoginRefusal> {
  if (answer.status === 429) return 'too_many';
  if (answer.status === 503) return 'unreachable';
  const { code = '' } = (await answer.json().catch(() => ({}))) as { code?: string };
  return refusals[code] ?? (answer.status === 401 || answer.status === 403 ? 'wrong' : 'failed');
}

export const session = new Session();
