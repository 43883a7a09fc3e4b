import { Metrics, SECONDS } from '@facefleet/telemetry';
import { Inject, Injectable } from '@nestjs/common';

/** What the gateway counts. */
@Injectable()
export class GatewayMetrics {
  /** `operation`: method and route, as `POST /v1/recognitions`; `class`: `2xx` and so on. */
  readonly requests;
  readonly requestSeconds;
  readonly problems;
  readonly cache;
  readonly stageSeconds;
  readonly answerSeconds;

  constructor(@Inject(Metrics) metrics: Metrics) {
    this.requests = metrics.counter({
      name: 'facefleet_requests_total',
      help: 'Requests that were answered',
      labels: ['operation', 'status', 'class'],
      cloudWatch: ['class'],
    });
    this.requestSeconds = metrics.histogram({
      name: 'facefleet_request_seconds',
      help: 'From the headers of a request to the end of its answer, without event streams',
      labels: ['operation'],
      buckets: SECONDS,
    });
    this.problems = metrics.counter({
      name: 'facefleet_problems_total',
      help: 'Requests that were refused or failed, by the code that the client was told',
      labels: ['code'],
      cloudWatch: ['code'],
    });
    this.cache = metrics.counter({
      name: 'facefleet_cache_answers_total',
      help: 'Questions that were asked before and answered from the cache (hit), while the same was being asked (collapsed), and all others (miss)',
      labels: ['outcome'],
      cloudWatch: ['outcome'],
    });
    this.stageSeconds = metrics.histogram({
      name: 'facefleet_accept_seconds',
      help: 'Storing the images of a request (store) and queueing its message (queue)',
      labels: ['stage'],
      cloudWatch: ['stage'],
      buckets: SECONDS,
    });
    this.answerSeconds = metrics.histogram({
      name: 'facefleet_answer_seconds',
      help: 'From a question to its answer, where the client waited for it and it was not cached',
      labels: ['kind'],
      cloudWatch: [],
      buckets: SECONDS,
    });
  }
}
