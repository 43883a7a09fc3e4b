import { readFileSync } from 'node:fs';
import ts from 'typescript';
import type { AppProgram } from './app-program';

/** Which calls of the AWS SDK the methods of an adapter in libs/aws make, also by way of their own helpers. */
export class AdapterCommands {
  constructor(private readonly program: AppProgram) {}

  of(adapter: string, method: string): Set<string> {
    const source = this.program.source(`libs/aws/src/${adapter}.ts`);
    const methods = source?.statements
      .filter(ts.isClassDeclaration)
      .flatMap(({ members }) => members.filter(ts.isMethodDeclaration))
      .filter(({ body, name }) => body && name.getText() === method);
    if (!methods || methods.length !== 1) throw new Error(`${adapter} has no single method ${method}`);
    const commands = new Set<string>();
    this.collect(methods[0]!, commands, new Set());
    return commands;
  }

  private collect(node: ts.Node, commands: Set<string>, seen: Set<ts.Node>): void {
    if (seen.has(node)) return;
    seen.add(node);
    const look = (inner: ts.Node): void => {
      if (ts.isNewExpression(inner)) add(inner.expression.getText());
      if (ts.isCallExpression(inner)) {
        // The SDK's own way through pages of one command.
        const [, paged] = /^paginate(\w+)$/.exec(inner.expression.getText()) ?? [];
        if (paged !== undefined) commands.add(`${paged}Command`);
        const { expression: callee } = inner;
        if (ts.isPropertyAccessExpression(callee) && callee.expression.kind === ts.SyntaxKind.ThisKeyword)
          for (const own of this.program.declarationsOf(callee.name))
            if (ts.isMethodDeclaration(own) && own.getSourceFile() === node.getSourceFile())
              this.collect(own, commands, seen);
      }
      ts.forEachChild(inner, look);
    };
    const add = (name: string) => {
      if (/Command$/.test(name) || name === 'Upload') commands.add(name);
    };
    look(node);
  }
}

/** Of the packages that poll and send for us. `queueSize` of a producer is not asked. */
export function commandsOfQueuePackages(): { consumers: Set<string>; producers: Set<string> } {
  const source = readFileSync(require.resolve('sqs-consumer'), 'utf8');
  const all =
    source + readFileSync(require.resolve('sqs-consumer').replace(/index\.js$/, 'consumer.js'), 'utf8');
  const consumers = new Set([...all.matchAll(/new client_sqs_1\.(\w+Command)\(/g)].map(([, name]) => name!));
  return { consumers, producers: new Set(['SendMessageBatchCommand']) };
}
