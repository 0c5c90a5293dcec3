// The language of the console: its dictionary, and how it writes numbers, money and time.
import type { Words } from '../words/vi';

export type Language = 'vi' | 'en';

const key = 'sojourn.language';
const loaders: Record<Language, () => Promise<{ words: Words }>> = {
  vi: () => import('../words/vi'),
  en: () => import('../words/en'),
};
const tags: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' };

export function isLanguage(text: unknown): text is Language {
  return text === 'vi' || text === 'en';
}

class Locale {
  language = $state<Language>('vi');
  words = $state.raw<Words>(undefined as unknown as Words); // start() sets it before the first page

  get tag(): string {
    return tags[this.language];
  }

  async start() {
    const stored = localStorage.getItem(key);
    await this.#take(isLanguage(stored) ? stored : 'vi');
  }

  /** Remembers the choice on this device. */
  async choose(language: Language) {
    localStorage.setItem(key, language);
    await this.#take(language);
  }

  /** The language of the user's account, unless this device has a choice of its own. */
  async suggest(language: Language) {
    if (localStorage.getItem(key) === null && language !== this.language) await this.#take(language);
  }

  async #take(language: Language) {
    const loaded = await loaders[language]();
    this.words = loaded.words;
    this.language = language;
    document.documentElement.lang = language;
  }
}

export const locale = new Locale();

/** A text for people of the daemon's: the same for all, or one for each language. */
export function spoken(text: unknown): string {
  if (typeof text === 'string') return text;
  if (typeof text !== 'object' || text === null) return '';
  const by = text as Record<string, unknown>;
  const found = by[locale.language] ?? by['vi'] ?? Object.values(by)[0];
  return typeof found === 'string' ? found : '';
}

/** The dictionary. A page that reads it follows the language. */
export const w = (): Words => locale.words;
