import type { ErrorCode } from '@facefleet/contracts';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Scopes } from '../auth/scopes.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { DeliveriesService } from './deliveries.service';
import { queued } from './webhooks.controller';
import {
  DeliveriesQueryDto,
  DeliveryDto,
  type DeliveryList,
  DeliveryListDto,
  DeliveryPath,
  type DeliveryView,
  type QueuedDelivery,
  QueuedDeliveryDto,
  WebhookPath,
} from './webhooks.dto';

const PROBLEMS: ErrorCode[] = [
  ...KEY_PROBLEMS,
  'request-invalid',
  'webhook-not-found',
  'service-unavailable',
];

@ApiTags('Webhooks')
@ApiBearerAuth()
@Scopes('admin')
@Controller('v1/webhooks/:webhookId/deliveries')
export class DeliveriesController {
  constructor(@Inject(DeliveriesService) private readonly deliveries: DeliveriesService) {}

  @Get()
  @ApiOperation({
    summary: 'What was sent to a webhook, and what became of it',
    description:
      '`status=dead` is what could not be delivered. What is settled stays on record for 7 days, the newest 2,000 of each webhook.',
  })
  @ApiResponse({ status: 200, type: DeliveryListDto })
  @ApiProblems(...PROBLEMS)
  list(@Param() { webhookId }: WebhookPath, @Query() query: DeliveriesQueryDto): Promise<DeliveryList> {
    return this.deliveries.list(webhookId, query);
  }

  @Get(':deliveryId')
  @ApiOperation({ summary: 'What became of one delivery' })
  @ApiResponse({ status: 200, type: DeliveryDto })
  @ApiProblems(...PROBLEMS, 'delivery-not-found')
  find(@Param() { webhookId, deliveryId }: DeliveryPath): Promise<DeliveryView> {
    return this.deliveries.find(webhookId, deliveryId);
  }

  @Post(':deliveryId/redeliver')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send it again',
    description:
      'Under the same `webhook-id`, and again with all further attempts, whatever became of it before.',
  })
  @ApiResponse({ status: 202, description: 'On its way.', type: QueuedDeliveryDto })
  @ApiProblems(...PROBLEMS, 'delivery-not-found')
  async redeliver(
    @Param() { webhookId, deliveryId }: DeliveryPath,
    @Res({ passthrough: true }) response: Response,
  ): Promise<QueuedDelivery> {
    await this.deliveries.redeliver(webhookId, deliveryId);
    return queued(response, webhookId, deliveryId);
  }
}
