import { z } from 'zod';

/** What a key may be used for; `admin` includes the other two. */
export const Scope = z.enum(['recognize', 'enrol', 'admin']);
export type Scope = z.infer<typeof Scope>;

/** Gateway -> gateways: this key was made or revoked; whoever remembers it should look again. */
export const KeysChanged = z.object({ id: z.string() });
export type KeysChanged = z.infer<typeof KeysChanged>;
