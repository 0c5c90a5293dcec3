// A form's document, and what of it is not saved yet: that stays on this device.
import type { Schemas } from '../api/client';
import type { Component, Json } from './components';

export interface FormDocument {
  name?: string;
  description?: string;
  header?: Json;
  pictures?: Json;
  components: Component[];
  settings?: Json;
  access?: Json;
  customer?: Json;
}

const own = ['name', 'description', 'header', 'pictures', 'components', 'settings', 'access', 'customer'] as const;

/** What somebody writes of a form, without what the daemon says of it. */
export function documentOf(form: Schemas['form']): FormDocument {
  const from = form as unknown as Json;
  return Object.fromEntries(own.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]]))) as unknown as FormDocument;
}

export const keyOfForm = (login: string, form: string): string => `sojourn.form.${encodeURIComponent(login)}.${form}`;

export function draftOf(storage: Pick<Storage, 'getItem'>, key: string): FormDocument | null {
  try {
    const told = JSON.parse(storage.getItem(key) ?? 'null') as FormDocument | null;
    return told && Array.isArray(told.components) ? told : null;
  } catch {
    return null;
  }
}

/** null: there is nothing to keep. */
export function keepDraft(storage: Pick<Storage, 'setItem' | 'removeItem'>, key: string, draft: FormDocument | null) {
  try {
    if (draft) storage.setItem(key, JSON.stringify(draft));
    else storage.removeItem(key);
  } catch {
    // A device without room keeps none; the page still has it.
  }
}
