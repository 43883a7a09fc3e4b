import ts from 'typescript';
import type { AppProgram } from './app-program';

/** Which arguments functions, methods and constructors are called with, in the code that was shown to it. */
export class CallIndex {
  private readonly calls = new Map<ts.Node, (ts.CallExpression | ts.NewExpression)[]>();

  constructor(private readonly program: AppProgram) {}

  look(node: ts.Node): void {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
    const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
    for (const declaration of this.program.declarationsOf(callee)) {
      const target = functionOf(declaration);
      if (target === undefined) continue;
      this.calls.set(target, [...(this.calls.get(target) ?? []), node]);
    }
  }

  argumentsFor(owner: ts.SignatureDeclaration, place: number): ts.Expression[] {
    const calls = this.calls.get(ts.isConstructorDeclaration(owner) ? owner.parent : owner) ?? [];
    return calls.flatMap((call) => call.arguments?.[place] ?? []);
  }
}

/** A class stands for its constructor. */
function functionOf(declaration: ts.Declaration): ts.Node | undefined {
  if (ts.isClassLike(declaration) || ts.isFunctionLike(declaration)) return declaration;
  if (
    (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration)) &&
    declaration.initializer &&
    ts.isFunctionLike(declaration.initializer)
  )
    return declaration.initializer;
  return undefined;
}
