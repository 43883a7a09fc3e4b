import type { Principal } from '../auth/principal';

/** The key of the configuration, of which only the hash is known here. It is in no store and cannot be deleted. */
export const ROOT_KEY_ID = 'root';
export const ROOT_PRINCIPAL: Principal = {
  keyId: ROOT_KEY_ID,
  keyName: 'configured admin key',
  scopes: ['admin'],
  galleries: undefined,
  ratePerMinute: undefined,
};
