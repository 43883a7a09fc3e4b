import sharp from 'sharp';

/**
 * sharp's settings are the process's: everybody imports it from here. Each slot decodes one image at a time, so more
 * threads within one image would only get into each other's way; a cache of operations never hits and only grows.
 */
sharp.concurrency(1);
sharp.cache(false);
// Image types that we refuse by their first bytes stay out of reach even if such a check were fooled.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadHeif',
    'VipsForeignLoadTiff',
  ],
});

export { sharp };
