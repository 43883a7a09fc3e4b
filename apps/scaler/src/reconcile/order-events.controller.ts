import { Events } from '@facefleet/contracts';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { OrderBook } from './order-book';

@Controller()
export class OrderEventsController {
  constructor(@Inject(OrderBook) private readonly orders: OrderBook) {}

  /** The event says that there is an order; what it is lies in the store. */
  @EventPattern(Events.fleetOrdered)
  ordered(): void {
    this.orders.refresh();
  }
}
