// Where the console is: a path below /console/, and the state of the page in its query.
import { base, changed, pathIn } from './paths';

export { base, link, match } from './paths';

class Router {
  path = $state(pathIn(location.pathname));
  query = $state.raw(new URLSearchParams(location.search));

  constructor() {
    addEventListener('popstate', () => this.#read());
    addEventListener('click', (click) => this.#follow(click));
  }

  go(href: string, { replace = false } = {}) {
    if (replace) history.replaceState(null, '', href);
    else history.pushState(null, '', href);
    this.#read();
  }

  /** A value of the page's state, "" where it has none. */
  get(name: string): string {
    return this.query.get(name) ?? '';
  }

  /** Changes the state of the page. Empty values leave the address. */
  set(values: Record<string, string | undefined>, options: { replace?: boolean } = {}) {
    this.go(this.with(values), options);
  }

  /** The address of this page with some of its state changed: for links. */
  with(values: Record<string, string | undefined>): string {
    return `${base}${this.path}${changed(this.query, values)}`;
  }

  #read() {
    this.path = pathIn(location.pathname);
    this.query = new URLSearchParams(location.search);
  }

  /** Links to pages of the console are followed here; all others, and new tabs, are the browser's. */
  #follow(click: MouseEvent) {
    if (click.defaultPrevented || click.button !== 0) return;
    if (click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    const anchor = (click.target as Element | null)?.closest('a');
    if (!anchor || anchor.target || anchor.hasAttribute('download')) return;
    const url = new URL(anchor.href, location.href);
    if (url.origin !== location.origin || !url.pathname.startsWith(`${base}/`)) return;
    if (url.hash && url.pathname === location.pathname && url.search === location.search) return;
    click.preventDefault();
    if (url.href !== location.href) this.go(url.pathname + url.search);
  }
}

export const router = new Router();
