// Drafts that are not saved yet stay on this device, so that a closed window loses nothing.
import { isObject } from './paths';
import type { Definition } from '../campaign/definition';

export interface Kept {
  definition: Definition;
  /** What it was made from, and its ETag: so that saving notices who was faster. */
  base: Definition | null;
  etag: string;
  at: number;
}

const prefix = 'sojourn.draft.';

export function keyFor(login: string, campaign: string): string {
  return `${prefix}${encodeURIComponent(login)}.${campaign}`;
}

export function keptAt(storage: Pick<Storage, 'getItem'>, key: string): Kept | null {
  try {
    const told = JSON.parse(storage.getItem(key) ?? 'null') as unknown;
    return isObject(told) && isObject(told['definition']) && typeof told['at'] === 'number' ? (told as unknown as Kept) : null;
  } catch {
    return null;
  }
}

/** Whether there was room for it. */
export function keep(storage: Pick<Storage, 'setItem'>, key: string, kept: Kept): boolean {
  try {
    storage.setItem(key, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function forget(storage: Pick<Storage, 'removeItem'>, key: string) {
  storage.removeItem(key);
}
