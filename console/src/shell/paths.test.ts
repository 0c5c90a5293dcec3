import { changed, link, match, pathIn } from './paths';
import { describe, expect, test } from 'vitest';

describe('paths', () => {
  test('a pattern takes a path with as many segments and gives its parameters decoded', () => {
    expect(match('/campaigns/:id', '/campaigns/tier-upgrade')).toEqual({ parameters: { id: 'tier-upgrade' } });
    expect(match('/customers/:id', '/customers/42%2F1')).toEqual({ parameters: { id: '42/1' } });
    expect(match('/campaigns', '/campaigns')).toEqual({ parameters: {} });
  });

  test('what does not fit, is empty or is not encoded is no match', () => {
    expect(match('/campaigns/:id', '/campaigns')).toBeNull();
    expect(match('/campaigns/:id', '/campaigns/')).toBeNull();
    expect(match('/campaigns/:id', '/campaigns/%E0%A4%A')).toBeNull();
    expect(match('/campaigns/:id', '/segments/a')).toBeNull();
  });

  test('a link encodes its segments and leaves empty state out', () => {
    expect(link(['customers', '42/1'])).toBe('/console/customers/42%2F1');
    expect(link(['campaigns', 'a'], { tab: 'people', status: '', step: undefined })).toBe('/console/campaigns/a?tab=people');
  });

  test('every id leads back to itself through its link', () => {
    for (const id of ['used?', 'a b', 'ngày', '100%', '#1', 'a&b=c']) {
      const url = new URL(link(['customers', id]), 'http://shop');
      expect(match('/customers/:id', pathIn(url.pathname))?.parameters['id']).toBe(id);
    }
  });

  test('changing the state of a page keeps the rest of it', () => {
    expect(changed(new URLSearchParams('tab=people&q=an'), { q: '' })).toBe('?tab=people');
    expect(changed(new URLSearchParams('tab=people'), { tab: undefined })).toBe('');
    expect(changed(new URLSearchParams(), { step: 'used?' })).toBe('?step=used%3F');
  });

  test('the address of the console is read with and without its last slash', () => {
    expect(pathIn('/console/')).toBe('/');
    expect(pathIn('/console')).toBe('/');
    expect(pathIn('/console/campaigns/')).toBe('/campaigns');
  });
});
