import { expect, it } from 'vitest';
import { gatewayConfig } from './config';

const NEEDED = {
  AWS_REGION: 'eu-west-1',
  FACEFLEET_QUEUE_URL: 'http://nowhere.invalid/queue',
  FACEFLEET_BULK_QUEUE_URL: 'http://nowhere.invalid/bulk-queue',
  FACEFLEET_WEBHOOK_QUEUE_URL: 'http://nowhere.invalid/webhook-queue',
  FACEFLEET_DEAD_LETTER_QUEUE_URL: 'http://nowhere.invalid/dead-letters',
  FACEFLEET_BULK_DEAD_LETTER_QUEUE_URL: 'http://nowhere.invalid/bulk-dead-letters',
  FACEFLEET_IMAGES_BUCKET: 'images',
  FACEFLEET_RESULTS_BUCKET: 'results',
  FACEFLEET_GALLERIES_BUCKET: 'galleries',
  REDIS_URL: 'redis://nowhere.invalid',
  FACEFLEET_ADMIN_KEY_SHA256: '0'.repeat(64),
  FACEFLEET_MODELS_DIR: 'nowhere',
  FACEFLEET_MODEL: 'none',
};
const originsOf = (text: string | undefined) =>
  gatewayConfig({ ...NEEDED, FACEFLEET_CORS_ORIGINS: text }).FACEFLEET_CORS_ORIGINS;

it('web pages of no origin are let in, unless their exact origins are named', () => {
  expect(originsOf(undefined)).toEqual([]);
  expect(originsOf('')).toEqual([]);
  expect(originsOf('https://desk.example.com, http://localhost:5173')).toEqual([
    'https://desk.example.com',
    'http://localhost:5173',
  ]);
});

it.each([
  '*',
  'null',
  'desk.example.com',
  'https://*.example.com',
  'https://desk.example.com/',
  'https://desk.example.com/path',
  'https://user@desk.example.com',
  'HTTPS://desk.example.com',
  'file:///tmp',
  'https://desk.example.com;https://two.example.com',
])('what is no exact origin stops the start, and is not printed: %s', (text) => {
  const start = () => originsOf(`https://good.example.com,${text}`);
  expect(start).toThrow(/FACEFLEET_CORS_ORIGINS: exact origins/);
  expect(start).not.toThrow(/good\.example/);
});
