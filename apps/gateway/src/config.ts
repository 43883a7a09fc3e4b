import { awsConfig } from '@facefleet/aws';
import { redisConfig } from '@facefleet/cache';
import { envInt, envSwitch, loadConfig, logConfig } from '@facefleet/platform';
import { z } from 'zod';

const GatewayConfig = z.object({
  ...awsConfig,
  ...redisConfig,
  ...logConfig,
  FACEFLEET_HOST: z.string().default('0.0.0.0'),
  FACEFLEET_PORT: envInt(0, 65_535).default(3000),
  /** Hex SHA-256 of the admin's key: the key itself is nowhere on this machine. */
  FACEFLEET_ADMIN_KEY_SHA256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the key, 64 hexadecimal digits'),
  /** `POST /` of the course project, which asks for no key. */
  FACEFLEET_COURSE_API: envSwitch.default(false),
  /** Folder with the models, of which the gateway only says what is there. */
  FACEFLEET_MODELS_DIR: z.string().min(1),
  /** Embedding model of galleries that are created from now on. */
  FACEFLEET_MODEL: z.string().min(1).max(64),
  FACEFLEET_MAX_IMAGE_BYTES: envInt(1_000, 1e9).default(20_000_000),
  FACEFLEET_MAX_IMAGE_PIXELS: envInt(1, 1e9).default(64_000_000),
  /** How long an answer is waited for before the client is sent to fetch it. Below the idle time-out of load balancers. */
  FACEFLEET_MAX_WAIT_MS: envInt(0, 600_000).default(50_000),
});
type GatewayEnv = z.infer<typeof GatewayConfig>;

/** What the gateway was configured to do; injected where it is needed. */
export class GatewayOptions {
  constructor(private readonly env: GatewayEnv) {}

  readonly courseMaxWaitMs = 280_000;
  get adminKeySha256(): string {
    return this.env.FACEFLEET_ADMIN_KEY_SHA256;
  }
  get defaultModel(): string {
    return this.env.FACEFLEET_MODEL;
  }
  get maxImageBytes(): number {
    return this.env.FACEFLEET_MAX_IMAGE_BYTES;
  }
  get maxImagePixels(): number {
    return this.env.FACEFLEET_MAX_IMAGE_PIXELS;
  }
  get maxWaitMs(): number {
    return this.env.FACEFLEET_MAX_WAIT_MS;
  }
}

export function gatewayConfig(env: NodeJS.ProcessEnv): GatewayEnv {
  return loadConfig(GatewayConfig, env);
}
export type { GatewayEnv };
