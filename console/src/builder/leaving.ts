// What happens when somebody leaves a page with something that is not saved.

/** Asks before a link of the console is followed, and lets the browser ask before the window is closed. */
export function guardLeaving(isChanged: () => boolean, ask: (href: string) => void, keep: () => void): () => void {
  const leave = (unload: BeforeUnloadEvent) => {
    keep();
    if (isChanged()) unload.preventDefault();
  };
  const follow = (click: MouseEvent) => {
    if (!isChanged() || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    const anchor = (click.target as Element | null)?.closest('a');
    if (!anchor || anchor.target || anchor.hasAttribute('download')) return;
    const url = new URL(anchor.href, location.href);
    if (url.origin !== location.origin || url.pathname === location.pathname) return;
    click.preventDefault();
    click.stopPropagation();
    ask(url.pathname + url.search);
  };
  addEventListener('beforeunload', leave);
  addEventListener('click', follow, { capture: true });
  return () => {
    removeEventListener('beforeunload', leave);
    removeEventListener('click', follow, { capture: true });
  };
}
