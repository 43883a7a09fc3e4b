import { wordOf } from './arguments';
import { ALLOWED_WHILE_SUBSCRIBED, connectionCommands, type SessionCommand } from './connection-commands';
import { keyCommands } from './key-commands';
import { type Keyspace } from './keyspace';
import { type Request } from './request-reader';
import { CommandError, OK, type Reply, Status } from './resp';
import { type Session } from './session';
import { type Subscriptions } from './subscriptions';

/** Runs requests. Whatever a client sends, the worst it gets is an error line. */
export class Interpreter {
  private readonly commands: Map<string, SessionCommand>;

  constructor(keyspace: Keyspace, subscriptions: Subscriptions, nowMs: () => number) {
    this.commands = new Map(
      Object.entries({ ...keyCommands(keyspace, nowMs), ...connectionCommands(keyspace, subscriptions) }),
    );
  }

  execute(request: Request, session: Session): void {
    const reply = this.replyTo(request, session);
    if (reply !== undefined) session.send(reply);
  }

  private replyTo(request: Request, session: Session): Reply | undefined {
    try {
      const name = wordOf(request[0]);
      if (name === 'MULTI') return begin(session);
      if (name === 'EXEC') return this.commit(session);
      if (name === 'DISCARD') return discard(session);
      if (!session.transaction) return this.run(request, session);
      return this.enqueue(request, session);
    } catch (error) {
      return error instanceof CommandError ? error : new CommandError(`ERR ${String(error)}`);
    }
  }

  private run(request: Request, session: Session): Reply | undefined {
    return this.find(request, session).run(request.slice(1), session);
  }

  /** @throws CommandError when there is no such command or it cannot take these arguments now */
  private find([nameArgument, ...args]: Request, session: Session): SessionCommand {
    const name = wordOf(nameArgument);
    const command = this.commands.get(name);
    if (!command) {
      throw new CommandError(`ERR unknown command '${nameArgument.toString('utf8').slice(0, 128)}'`);
    }
    if (args.length < command.min || args.length > (command.max ?? Infinity)) {
      throw new CommandError(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
    }
    if (session.subscriptionCount > 0 && !ALLOWED_WHILE_SUBSCRIBED.has(name)) {
      throw new CommandError(
        `ERR Can't execute '${name.toLowerCase()}': only (P)SUBSCRIBE / (P)UNSUBSCRIBE / PING / QUIT are allowed in this context`,
      );
    }
    return command;
  }

  private enqueue(request: Request, session: Session): Reply {
    const transaction = session.transaction!;
    try {
      this.find(request, session);
    } catch (error) {
      transaction.broken = true;
      throw error;
    }
    transaction.requests.push(request.map((argument) => Buffer.from(argument)) as Request);
    return new Status('QUEUED');
  }

  private commit(session: Session): Reply {
    const transaction = session.transaction;
    if (!transaction) throw new CommandError('ERR EXEC without MULTI');
    session.transaction = undefined;
    if (transaction.broken) {
      throw new CommandError('EXECABORT Transaction discarded because of previous errors.');
    }
    // A command that fails does not undo the others: so it is in Redis.
    return transaction.requests.map((request) => this.replyTo(request, session) ?? null);
  }
}

function begin(session: Session): Reply {
  if (session.transaction) throw new CommandError('ERR MULTI calls can not be nested');
  session.transaction = { requests: [], broken: false };
  return OK;
}

function discard(session: Session): Reply {
  if (!session.transaction) throw new CommandError('ERR DISCARD without MULTI');
  session.transaction = undefined;
  return OK;
}
