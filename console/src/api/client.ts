// The daemon's API, typed by its own OpenAPI document. Errors are thrown as Problem.
import type { components, paths } from './schema';
import { KnownAnswers } from './known';
import { Problem } from './problem';
import { session } from '../shell/session.svelte';
import createClient from 'openapi-fetch';

export type Schemas = components['schemas'];

/** What one person was answered is not there for the next: cleared at the end of a session. */
export const known = new KnownAnswers();

export const api = createClient<paths>({ baseUrl: location.origin });

api.use({
  onRequest: ({ request }) => {
    session.sign(request);
    const kept = request.method === 'GET' ? known.get(request.url) : undefined;
    if (kept && !request.headers.has('If-None-Match')) request.headers.set('If-None-Match', kept.etag);
    return request;
  },
  onResponse: async ({ request, response }) => {
    if (request.method !== 'GET') return;
    if (response.status === 304) {
      const kept = known.get(request.url);
      return kept && new Response(kept.body, { headers: { ETag: kept.etag, 'Content-Type': kept.type } });
    }
    const etag = response.headers.get('ETag');
    const type = response.headers.get('Content-Type') ?? '';
    if (response.status === 200 && etag && type.includes('json'))
      known.put(request.url, { etag, body: await response.clone().text(), type });
    return;
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's body. Throws a Problem for everything but success. */
export async function body<T>(asked: Promise<Answer<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await reach(asked);
  if (response.ok) return data as NonNullable<T>;
  const problem = Problem.of(response, error);
  // A wrong password within a session ends no session.
  if (response.status === 401 && problem.code !== 'SJ0205') session.lost();
  throw problem;
}

/** The answer's body with its ETag, for a later If-Match. */
export async function tagged<T>(asked: Promise<Answer<T>>): Promise<{ value: NonNullable<T>; etag: string }> {
  const answer = reach(asked);
  const value = await body(answer);
  return { value, etag: (await answer).response.headers.get('ETag') ?? '' };
}

async function reach<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await asked;
  } catch (why) {
    if (why instanceof DOMException && why.name === 'AbortError') throw why;
    throw Problem.unreachable();
  }
}

/** A key for a POST that creates something, so that a repetition creates nothing twice. */
export function idempotencyKey(): string {
  return crypto.randomUUID();
}

/** One key for each thing that is asked for: asked again unchanged, it is the same request. */
export function repeatableKey(): (request: unknown) => string {
  let last = '';
  let key = '';
  return (request) => {
    const text = JSON.stringify(request);
    if (text !== last) [last, key] = [text, idempotencyKey()];
    return key;
  };
}
