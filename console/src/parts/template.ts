// The text of a template as people read it: fields become names, and what only programs read is left out.
import { w } from '../shell/locale.svelte';

export interface Piece {
  text: string;
  isField: boolean;
}

/** "customer.name" in words; what has none is called by the end of its path. */
export function nameField(path: string): string {
  const say = w().cards.fields;
  const product = /^reads\.product_(\d+)\.(name|link)$/.exec(path);
  if (product) return product[2] === 'name' ? say.product(product[1]!) : say.link(product[1]!);
  const known: Record<string, string> = {
    'customer.name': say.name,
    'vars.offer.code': say.code,
    'traits.cart_items': say.cart,
    'event.title': say.event,
  };
  return known[path] ?? path.split('.').slice(-2).join('.');
}

/** Sections are shown as if they held; a fallback as its field. */
export function piecesOf(template: string): Piece[] {
  const plain = template
    .replaceAll(/\{\{#fallback\}\}([\s\S]*?)\{\{\/fallback\}\}/g, (_, inner: string) => /\{\{\{?[^}]+\}?\}\}/.exec(inner)?.[0] ?? inner)
    .replaceAll(/\{\{\^\s*([^}]+?)\s*\}\}[\s\S]*?\{\{\/\s*\1\s*\}\}/g, '')
    .replaceAll(/\{\{[#/][^}]*\}\}/g, '');
  return plain.split(/(\{\{\{?[^}]+\}?\}\})/).flatMap((part): Piece[] => {
    const field = /^\{\{\{?\s*([^}]+?)\s*\}?\}\}$/.exec(part)?.[1];
    if (field) return [{ text: nameField(field), isField: true }];
    return part === '' ? [] : [{ text: part, isField: false }];
  });
}
