// Keys that work on every page: "/" and Ctrl K search, "?" explains, "g" and a letter open a page.
import { base } from './router.svelte';
import { routes } from './routes';
import { session } from './session.svelte';

type Asked = 'search' | 'help' | { to: string };

const patience_ms = 1_200;

/** Whether what is typed is text for the element that has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

class Shortcuts {
  #went_at = -Infinity;

  read(key: KeyboardEvent): Asked | null {
    if ((key.ctrlKey || key.metaKey) && key.key.toLowerCase() === 'k') return 'search';
    if (key.ctrlKey || key.metaKey || key.altKey || isTyping(key.target) || document.querySelector('dialog[open]')) return null;
    if (key.key === '/') return 'search';
    if (key.key === '?') return 'help';
    const isSecond = key.timeStamp - this.#went_at < patience_ms;
    this.#went_at = key.key === 'g' && !isSecond ? key.timeStamp : -Infinity;
    if (!isSecond) return null;
    const page = routes.find((route) => route.menu?.key === key.key && session.may(route.needs));
    return page ? { to: base + page.pattern } : null;
  }
}

export const shortcuts = new Shortcuts();
