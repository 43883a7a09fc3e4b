import type { ErrorCode } from '@facefleet/contracts';
import type { Webhook } from '@facefleet/webhooks';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Scopes } from '../auth/scopes.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import {
  type CreatedWebhook,
  CreatedWebhookDto,
  NewWebhookDto,
  type QueuedDelivery,
  QueuedDeliveryDto,
  WebhookChangeDto,
  WebhookDto,
  WebhookListDto,
  WebhookPath,
  type WebhookView,
} from './webhooks.dto';
import { WebhooksService } from './webhooks.service';

const PROBLEMS: ErrorCode[] = [...KEY_PROBLEMS, 'request-invalid', 'service-unavailable'];

@ApiTags('Webhooks')
@ApiBearerAuth()
@Scopes('admin')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(@Inject(WebhooksService) private readonly webhooks: WebhooksService) {}

  @Post()
  @Idempotent()
  @ApiOperation({
    summary: 'Be told what happens, at a URL of yours',
    description:
      'Each event is sent as a POST of `{"type", "timestamp", "data"}`, signed as [Standard Webhooks](https://www.standardwebhooks.com) prescribes: verify it with one of their libraries and the `secret`. Answer 2xx within 10 seconds. Everything else is tried again for about a day, with growing pauses; 410 switches the webhook off. An event can arrive twice, and out of order: drop those whose `webhook-id` you know.',
  })
  @ApiResponse({ status: 201, type: CreatedWebhookDto })
  @ApiProblems(...PROBLEMS, 'request-too-large', 'webhook-url-refused')
  async register(
    @Body() settings: NewWebhookDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedWebhook> {
    const webhook = await this.webhooks.register(settings);
    response.setHeader('Location', `/v1/webhooks/${webhook.id}`);
    response.setHeader('Cache-Control', 'no-store'); // its secret is in it
    return { ...viewOf(webhook), secret: webhook.secret };
  }

  @Get()
  @ApiOperation({ summary: 'All webhooks' })
  @ApiResponse({ status: 200, type: WebhookListDto })
  @ApiProblems(...KEY_PROBLEMS, 'service-unavailable')
  async list(): Promise<{ webhooks: WebhookView[] }> {
    return { webhooks: (await this.webhooks.all()).map(viewOf) };
  }

  @Get(':webhookId')
  @ApiOperation({ summary: 'A webhook' })
  @ApiResponse({ status: 200, type: WebhookDto })
  @ApiProblems(...PROBLEMS, 'webhook-not-found')
  async find(@Param() { webhookId }: WebhookPath): Promise<WebhookView> {
    return viewOf(await this.webhooks.existing(webhookId));
  }

  @Patch(':webhookId')
  @ApiOperation({ summary: 'Change a webhook, or switch it on again' })
  @ApiResponse({ status: 200, type: WebhookDto })
  @ApiProblems(...PROBLEMS, 'request-too-large', 'webhook-not-found', 'webhook-url-refused')
  async change(@Param() { webhookId }: WebhookPath, @Body() change: WebhookChangeDto): Promise<WebhookView> {
    return viewOf(await this.webhooks.change(webhookId, change));
  }

  @Delete(':webhookId')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove a webhook',
    description: 'Nothing more is sent to it, and the records of its deliveries are erased.',
  })
  @ApiResponse({ status: 204, description: 'Removed.' })
  @ApiProblems(...PROBLEMS, 'webhook-not-found')
  async remove(@Param() { webhookId }: WebhookPath): Promise<void> {
    await this.webhooks.remove(webhookId);
  }

  @Post(':webhookId/test')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send `webhook.test` to a webhook, whatever events it asked for' })
  @ApiResponse({
    status: 202,
    description: 'On its way; `location` says what becomes of it.',
    type: QueuedDeliveryDto,
  })
  @ApiProblems(...PROBLEMS, 'webhook-not-found')
  async test(
    @Param() { webhookId }: WebhookPath,
    @Res({ passthrough: true }) response: Response,
  ): Promise<QueuedDelivery> {
    return queued(response, webhookId, await this.webhooks.test(webhookId));
  }
}

export function queued(response: Response, webhookId: string, id: string): QueuedDelivery {
  const location = `/v1/webhooks/${webhookId}/deliveries/${id}`;
  response.setHeader('Location', location);
  return { id, status: 'pending', location };
}

/** Without the secret. */
function viewOf(webhook: Webhook): WebhookView {
  const { id, url, events, galleries, description, createdAt, disabled } = webhook;
  return {
    id,
    url,
    events,
    galleries: galleries ?? null,
    description: description ?? null,
    createdAt,
    disabled: disabled ?? null,
  };
}
