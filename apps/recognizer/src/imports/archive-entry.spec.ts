import { describe, expect, it } from 'vitest';
import { BrokenArchive, Expansion } from './archive-entry';

describe('Expansion', () => {
  it('lets photographs pass, whatever their number', () => {
    const expansion = new Expansion(1_000_000_000);
    for (let image = 0; image < 1_000; image++) expansion.add(1_000_000);
  });

  it('ends an archive that unpacks to a hundred times its size and more', () => {
    const expansion = new Expansion(10_000);
    const unpack = () => {
      for (let image = 0; image < 1_000; image++) expansion.add(1_000_000);
    };
    expect(unpack).toThrow(BrokenArchive);
  });
});
