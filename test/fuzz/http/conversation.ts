import { connect } from 'node:net';
import { AnswerReader, type RawAnswer } from './answer-reader';

/** How a server took the bytes of one connection. */
export interface Conversation {
  answers: RawAnswer[];
  /** What came behind the last answer and is none. */
  rest: Buffer;
  end: 'answered' | 'closed' | 'silent';
  /** `then` was sent, too. */
  wentOn: boolean;
}

export interface Manner {
  /** A HEAD is answered without a body. */
  method: string;
  /** Sent after the first answer; it ends the connection, and all that is answered until then is listened to. */
  then?: Buffer;
  deadlineMs: number;
}

/**
 * Sends the bytes over a connection of their own; listens until the first answer is whole, the server closes, or the
 * deadline. A stream counts as answered once its headers are there.
 */
export function converse(
  url: URL,
  bytes: Buffer,
  { method, then, deadlineMs }: Manner,
): Promise<Conversation> {
  return new Promise((resolve) => {
    const reader = new AnswerReader(method);
    const socket = connect(Number(url.port), url.hostname);
    let wentOn = false;
    const finish = (end: Conversation['end']) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ answers: reader.answers, rest: reader.rest, end, wentOn });
    };
    const timer = setTimeout(() => finish('silent'), deadlineMs);
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => {
      reader.end();
      finish(reader.answers.length > 0 ? 'answered' : 'closed');
    });
    socket.on('data', (chunk) => {
      reader.read(chunk);
      if (reader.answers.length === 0 || wentOn) return;
      if (reader.isStream || then === undefined) return finish('answered');
      wentOn = true;
      socket.write(then);
    });
    // Its end is not told: a server takes that for a client that has gone, and answers nothing.
    socket.write(bytes);
  });
}
