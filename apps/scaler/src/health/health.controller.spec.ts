import { RedisConnection } from '@facefleet/cache';
import type { INestApplication } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCALER_CONFIG } from '../config';
import { Fleet } from '../fleet/fleet';
import { Observer } from '../observe/observer';
import { Reconciler } from '../reconcile/reconciler';
import { HealthController } from './health.controller';

const observer = { queueUnseenMs: 0 };
const redis = { isReady: true };
const fleet = { standsBy: () => false };
let app: INestApplication;

beforeAll(async () => {
  const module = await Test.createTestingModule({
    imports: [TerminusModule.forRoot({ logger: false })],
    controllers: [HealthController],
    providers: [
      { provide: SCALER_CONFIG, useValue: { FACEFLEET_TICK_MS: 500, FACEFLEET_SCALER_MODE: 'act' } },
      { provide: Observer, useValue: observer },
      { provide: Reconciler, useValue: { failures: 4 } },
      { provide: RedisConnection, useValue: redis },
      { provide: Fleet, useValue: fleet },
    ],
  }).compile();
  app = module.createNestApplication();
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${await app.getUrl()}${path}`);
  return { status: response.status, body: await response.json() };
}

describe('health', () => {
  it('is ready while the queue is seen', async () => {
    observer.queueUnseenMs = 15_000;
    const details = { 'request-queue': { status: 'up', unseenMs: 15_000, failedTicks: 4 } };
    expect(await get('/health/ready')).toMatchObject({ status: 200, body: { details } });
  });

  it('is not ready, but alive, when the queue has not been seen for too long', async () => {
    observer.queueUnseenMs = 15_001;
    const error = { 'request-queue': { status: 'down', unseenMs: 15_001, maxUnseenMs: 15_000 } };
    expect(await get('/health/ready')).toMatchObject({ status: 503, body: { error } });
    expect(await get('/health/live')).toMatchObject({ status: 200 });
  });

  it('says whether it leads or stands by, and whether it acts', async () => {
    observer.queueUnseenMs = 0;
    const scaler = { status: 'up', role: 'leader', mode: 'act' };
    expect(await get('/health/ready')).toMatchObject({ body: { details: { scaler } } });
    fleet.standsBy = () => true;
    const standby = { status: 'up', role: 'standby' };
    expect(await get('/health/ready')).toMatchObject({ status: 200, body: { details: { scaler: standby } } });
  });

  it('is only degraded by a Redis that is gone', async () => {
    observer.queueUnseenMs = 0;
    redis.isReady = false;
    const details = { redis: { status: 'up', degraded: true } };
    expect(await get('/health/ready')).toMatchObject({ status: 200, body: { details } });
  });
});
