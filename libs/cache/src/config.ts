import { z } from 'zod';

/** Environment of every app that uses Redis. */
export const redisConfig = { REDIS_URL: z.url({ protocol: /^rediss?$/ }) };
