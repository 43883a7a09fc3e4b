import type { GatewayEnv } from '../config';
import type { ConnectionLimits } from './connection-limits';

const KEEP_ALIVE_MS = 65_000;
const LINGER_MS = 30_000;
const LOOK_EVERY_MS = 1_000;

export function connectionLimitsOf(env: GatewayEnv): ConnectionLimits {
  return {
    headersMs: env.FACEFLEET_HEADERS_S * 1_000,
    bodyMs: {
      json: env.FACEFLEET_JSON_UPLOAD_S * 1_000,
      images: env.FACEFLEET_IMAGE_UPLOAD_S * 1_000,
      archive: env.FACEFLEET_ARCHIVE_UPLOAD_S * 1_000,
    },
    minBytesPerS: env.FACEFLEET_MIN_BYTES_PER_S,
    paceWindowMs: env.FACEFLEET_PACE_WINDOW_S * 1_000,
    lingerMs: LINGER_MS,
    maxConnections: env.FACEFLEET_MAX_CONNECTIONS,
    keepAliveMs: KEEP_ALIVE_MS,
    lookEveryMs: LOOK_EVERY_MS,
  };
}
