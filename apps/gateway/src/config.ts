import {
  auditConfig,
  awsConfig,
  deadLetterQueueConfig,
  uploadUrlConfig,
  webhookQueueConfig,
} from '@facefleet/aws';
import { redisConfig } from '@facefleet/cache';
import { galleryConfig } from '@facefleet/gallery';
import { envInt, envSwitch, loadConfig, logConfig } from '@facefleet/platform';
import { totalmem } from 'node:os';
import { retentionConfig } from '@facefleet/privacy';
import { telemetryConfig } from '@facefleet/telemetry';
import { z } from 'zod';

/** As browsers send it; without wildcards, which URLs may have. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\/[a-z0-9.:[\]-]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;

const GatewayConfig = z.object({
  ...awsConfig,
  ...webhookQueueConfig,
  ...deadLetterQueueConfig,
  ...redisConfig,
  ...galleryConfig,
  ...auditConfig,
  ...uploadUrlConfig,
  ...retentionConfig,
  ...logConfig,
  ...telemetryConfig,
  FACEFLEET_HOST: z.string().default('0.0.0.0'),
  FACEFLEET_PORT: envInt(0, 65_535).default(3000),
  /** Where Prometheus reads `/metrics`, without a key: for a network that clients do not reach. Absent: nowhere. */
  FACEFLEET_METRICS_PORT: envInt(0, 65_535).optional(),
  FACEFLEET_METRICS_HOST: z.string().default('127.0.0.1'),
  /** Hex SHA-256 of the admin's key: the key itself is nowhere on this machine. */
  FACEFLEET_ADMIN_KEY_SHA256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the key, 64 hexadecimal digits'),
  /** Web pages of these origins may ask from browsers, separated by commas: `https://desk.example.com`; absent: none. */
  FACEFLEET_CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .transform((origins) => origins.filter((origin) => origin !== ''))
    .refine(
      (origins) => origins.every(isOrigin),
      'exact origins, as https://desk.example.com, separated by commas',
    ),
  /** Proxies in front, whose word about the client's address is taken; 0: none. */
  FACEFLEET_TRUSTED_PROXIES: envInt(0, 10).default(0),
  /** `POST /` of the course project, which asks for no key. */
  FACEFLEET_COURSE_API: envSwitch.default(false),
  /** Folder with the models, of which the gateway only says what is there. */
  FACEFLEET_MODELS_DIR: z.string().min(1),
  /** Embedding model of galleries that are created from now on. */
  FACEFLEET_MODEL: z.string().min(1).max(64),
  FACEFLEET_MAX_IMAGE_BYTES: envInt(1_000, 1e9).default(20_000_000),
  FACEFLEET_MAX_IMAGE_PIXELS: envInt(1, 1e9).default(64_000_000),
  /** Of an archive that is imported. */
  FACEFLEET_MAX_IMPORT_BYTES: envInt(1_000, 50e9).default(5_000_000_000),
  /** How long an answer is waited for before the client is sent to fetch it. Below the idle time-out of load balancers. */
  FACEFLEET_MAX_WAIT_MS: envInt(0, 600_000).default(50_000),
  /** Requests are accepted while the fleet can answer them within this time [s]; absent: as long as answers are waited for. */
  FACEFLEET_ACCEPT_WITHIN_S: envInt(1, 86_400).optional(),
  /** For uploads while they are read; absent: an eighth of what this process may use, 64 to 512 MB. */
  FACEFLEET_UPLOAD_MEMORY_MB: envInt(1, 1_000_000).optional(),
  /** Webhooks may also be `http:`, and on this machine or in private networks. */
  FACEFLEET_WEBHOOK_INSECURE: envSwitch.default(false),
  /** Pauses before each further attempt at a delivery [s], by Standard Webhooks; SQS hides a message 12 hours at most. */
  FACEFLEET_WEBHOOK_RETRY_S: z
    .string()
    .default('5,300,1800,7200,18000,36000,36000')
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number().min(1).max(39_000)).min(1).max(20)),
  /** How long clients can use the URLs that they upload images with [s]. */
  FACEFLEET_UPLOAD_URL_S: envInt(60, 7 * 24 * 3600).default(3_600),
  /** Slow clients, see `ConnectionLimits`: until headers, JSON, images, and archives or batches must be complete [s]. */
  FACEFLEET_HEADERS_S: envInt(1, 3_600).default(20),
  FACEFLEET_JSON_UPLOAD_S: envInt(1, 3_600).default(30),
  FACEFLEET_IMAGE_UPLOAD_S: envInt(1, 24 * 3_600).default(600),
  FACEFLEET_ARCHIVE_UPLOAD_S: envInt(1, 24 * 3_600).default(7_200),
  /** A client that is waited for sends, or reads, at least so much on average [bytes/s] over so long [s]. */
  FACEFLEET_MIN_BYTES_PER_S: envInt(0, 1e9).default(1_000),
  FACEFLEET_PACE_WINDOW_S: envInt(1, 3_600).default(30),
  /** Open at once, of all clients. Each needs a file descriptor. */
  FACEFLEET_MAX_CONNECTIONS: envInt(10, 1_000_000).default(10_000),
  /** How often it is looked for what is to be deleted, by age or because somebody was erased [s]. */
  FACEFLEET_SWEEP_S: envInt(1, 24 * 3600).default(600),
  /** Requests a minute of each key that has no rate of its own; 0: unlimited. */
  FACEFLEET_RATE_PER_MINUTE: envInt(0, 1_000_000).default(0),
});
type GatewayEnv = z.infer<typeof GatewayConfig>;

/** What the gateway was configured to do; injected where it is needed. */
export class GatewayOptions {
  constructor(private readonly env: GatewayEnv) {}

  readonly courseMaxWaitMs = 280_000;
  get metricsPort(): number | undefined {
    return this.env.FACEFLEET_METRICS_PORT;
  }
  get metricsHost(): string {
    return this.env.FACEFLEET_METRICS_HOST;
  }
  get adminKeySha256(): string {
    return this.env.FACEFLEET_ADMIN_KEY_SHA256;
  }
  get defaultModel(): string {
    return this.env.FACEFLEET_MODEL;
  }
  get insecureWebhooks(): boolean {
    return this.env.FACEFLEET_WEBHOOK_INSECURE;
  }
  get maxImageBytes(): number {
    return this.env.FACEFLEET_MAX_IMAGE_BYTES;
  }
  get maxImportBytes(): number {
    return this.env.FACEFLEET_MAX_IMPORT_BYTES;
  }
  get maxImagePixels(): number {
    return this.env.FACEFLEET_MAX_IMAGE_PIXELS;
  }
  get uploadUrlS(): number {
    return this.env.FACEFLEET_UPLOAD_URL_S;
  }
  get sweepEveryMs(): number {
    return this.env.FACEFLEET_SWEEP_S * 1000;
  }
  get ratePerMinute(): number {
    return this.env.FACEFLEET_RATE_PER_MINUTE;
  }
  get maxWaitMs(): number {
    return this.env.FACEFLEET_MAX_WAIT_MS;
  }
  get answeredWithinS(): number {
    return this.env.FACEFLEET_ACCEPT_WITHIN_S ?? Math.max(1, this.maxWaitMs / 1000);
  }
  get uploadMemoryBytes(): number {
    const { FACEFLEET_UPLOAD_MEMORY_MB: givenMb } = this.env;
    return givenMb === undefined ? uploadMemoryFor(memoryLimitBytes()) : givenMb * 1e6;
  }
}

/** The rest is for those who wait for answers, for galleries and caches, and for what a body is copied to. */
export function uploadMemoryFor(limitBytes: number): number {
  return Math.min(Math.max(limitBytes / 8, 64e6), 512e6);
}

/** Of the container, where it has one; else the machine's. */
function memoryLimitBytes(): number {
  return Math.min(process.constrainedMemory() || Infinity, totalmem());
}

export function gatewayConfig(env: NodeJS.ProcessEnv): GatewayEnv {
  return loadConfig(GatewayConfig, env);
}
export type { GatewayEnv };
