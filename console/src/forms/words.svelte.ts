// What the pages of forms say.
import { LazyWords } from '../shell/lazy_words.svelte';
import type { forms } from '../words/vi/forms';

type FormWords = (typeof forms)['forms'];

export const form_words = new LazyWords<FormWords>({
  vi: async () => (await import('../words/vi/forms')).forms.forms,
  en: async () => (await import('../words/en/forms')).forms.forms,
});

/** Their dictionary; a page shows nothing before it is there. */
export const f = (): FormWords => form_words.words!;
