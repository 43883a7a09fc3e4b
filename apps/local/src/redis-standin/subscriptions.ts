import { globMatcher } from './glob';
import { type Reply } from './resp';

/** A connection, as far as messages are concerned. Channels and patterns are latin1 text, one character a byte. */
export interface Subscriber {
  readonly channels: Set<string>;
  readonly patterns: Set<string>;
  send(message: Reply): void;
}

/** Who listens to what. A message goes to whoever listens at that moment and is kept for nobody. */
export class Subscriptions {
  private readonly byChannel = new Map<string, Set<Subscriber>>();
  private readonly byPattern = new Map<
    string,
    { matches: (channel: string) => boolean; listeners: Set<Subscriber> }
  >();

  subscribe(subscriber: Subscriber, channel: string): void {
    subscriber.channels.add(channel);
    const listeners = this.byChannel.get(channel) ?? new Set();
    this.byChannel.set(channel, listeners.add(subscriber));
  }

  unsubscribe(subscriber: Subscriber, channel: string): void {
    subscriber.channels.delete(channel);
    const listeners = this.byChannel.get(channel);
    listeners?.delete(subscriber);
    if (listeners?.size === 0) this.byChannel.delete(channel);
  }

  subscribePattern(subscriber: Subscriber, pattern: string): void {
    subscriber.patterns.add(pattern);
    const known = this.byPattern.get(pattern) ?? { matches: globMatcher(pattern), listeners: new Set() };
    known.listeners.add(subscriber);
    this.byPattern.set(pattern, known);
  }

  unsubscribePattern(subscriber: Subscriber, pattern: string): void {
    subscriber.patterns.delete(pattern);
    const known = this.byPattern.get(pattern);
    known?.listeners.delete(subscriber);
    if (known?.listeners.size === 0) this.byPattern.delete(pattern);
  }

  /** The connection is gone. */
  forget(subscriber: Subscriber): void {
    for (const channel of [...subscriber.channels]) this.unsubscribe(subscriber, channel);
    for (const pattern of [...subscriber.patterns]) this.unsubscribePattern(subscriber, pattern);
  }

  /** @returns how many received it */
  publish(channel: Buffer, message: Buffer): number {
    const name = channel.toString('latin1');
    let receivers = 0;
    for (const subscriber of this.byChannel.get(name) ?? []) {
      subscriber.send(['message', channel, message]);
      receivers++;
    }
    for (const [pattern, { matches, listeners }] of this.byPattern) {
      if (!matches(name)) continue;
      for (const subscriber of listeners) {
        subscriber.send(['pmessage', Buffer.from(pattern, 'latin1'), channel, message]);
        receivers++;
      }
    }
    return receivers;
  }
}
