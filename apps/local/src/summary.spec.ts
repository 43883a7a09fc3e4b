import { expect, it } from 'vitest';
import { summary } from './summary';

const FACTS = { url: 'http://127.0.0.1:3000', redis: 'built in', modelSet: 'builtin', home: '/somewhere' };

it('the admin key is shown where somebody looks, and where nobody does, its file', () => {
  const shown = summary({ ...FACTS, adminKey: 'secret' });
  expect(shown).toContain('Admin key   secret   (kept in /somewhere/admin-key)');
  expect(shown).toContain('"Authorization: Bearer secret"');
  const logged = summary({ ...FACTS, adminKey: undefined });
  expect(logged).toContain('Admin key   kept in /somewhere/admin-key');
  expect(logged).toContain('"Authorization: Bearer $(cat /somewhere/admin-key)"');
});
