import ts from 'typescript';
import type { AppProgram } from './app-program';
import type { CallIndex } from './call-index';

/** They answer elements of what they are called on. */
const SELECTING = new Set([
  'filter',
  'slice',
  'splice',
  'sort',
  'reverse',
  'at',
  'shift',
  'pop',
  'find',
  'values',
]);
const LISTING = new Set(['list', 'listAfter']);
const DEEPEST = 40;

/**
 * What object keys begin with, as far as the code says so: literals, constants, functions that build keys, parameters by
 * what they are called with. What comes out of data stays unknown and is `?` with the name that it has in the code.
 */
export class KeyPrefixes {
  constructor(
    private readonly program: AppProgram,
    private readonly calls: CallIndex,
  ) {}

  of(key: ts.Expression): Set<string> {
    return this.resolve(key, new Set());
  }

  private resolve(node: ts.Expression, seen: ReadonlySet<ts.Node>): Set<string> {
    if (seen.has(node) || seen.size > DEEPEST) return new Set();
    const path = new Set(seen).add(node);
    const go = (next: ts.Expression) => this.resolve(next, path);
    if (ts.isStringLiteralLike(node)) return new Set([node.text]);
    if (ts.isTemplateExpression(node))
      return node.head.text !== '' ? new Set([node.head.text]) : go(node.templateSpans[0]!.expression);
    if (
      ts.isAwaitExpression(node) ||
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isSpreadElement(node)
    )
      return go(node.expression);
    if (ts.isConditionalExpression(node)) return union([go(node.whenTrue), go(node.whenFalse)]);
    if (ts.isBinaryExpression(node)) {
      const either = [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken];
      return either.includes(node.operatorToken.kind)
        ? union([go(node.left), go(node.right)])
        : go(node.left);
    }
    if (ts.isArrayLiteralExpression(node)) return union(node.elements.map(go));
    if (ts.isCallExpression(node)) return this.ofCall(node, path);
    if (ts.isIdentifier(node)) return this.ofName(node, path);
    if (ts.isPropertyAccessExpression(node)) return this.ofName(node.name, path);
    if (ts.isElementAccessExpression(node)) return go(node.expression);
    if (ts.isObjectLiteralExpression(node))
      // a table, of which any row may be meant
      return union(
        node.properties.map((row) => (ts.isPropertyAssignment(row) ? go(row.initializer) : new Set())),
      );
    return new Set([`?${node.getText().slice(0, 30)}`]);
  }

  private ofCall(call: ts.CallExpression, path: ReadonlySet<ts.Node>): Set<string> {
    const { expression: callee } = call;
    const [first] = call.arguments;
    if (ts.isPropertyAccessExpression(callee)) {
      const method = callee.name.text;
      if (LISTING.has(method) && first) return this.resolve(first, path);
      if (SELECTING.has(method)) return this.resolve(callee.expression, path);
      if ((method === 'map' || method === 'flatMap') && first) {
        if (ts.isArrowFunction(first)) return this.returned(first, path);
        return this.ofName(ts.isPropertyAccessExpression(first) ? first.name : first, path, true);
      }
      if (method === 'all' && first) return this.resolve(first, path);
    }
    const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
    return this.ofName(name, path, true);
  }

  private ofName(name: ts.Node, path: ReadonlySet<ts.Node>, called = false): Set<string> {
    const unknown = () => new Set([`?${name.getText()}`]);
    const found = this.program
      .declarationsOf(name)
      .filter((declaration) => this.program.isOurs(declaration))
      .map((declaration) => this.ofDeclaration(declaration, path, called));
    const known = found.flatMap((one) => (one === undefined ? [] : [one]));
    return known.length === 0 ? unknown() : union(known.map((one) => (one.size === 0 ? unknown() : one)));
  }

  private ofDeclaration(
    declaration: ts.Declaration,
    path: ReadonlySet<ts.Node>,
    called: boolean,
  ): Set<string> | undefined {
    if (ts.isParameter(declaration)) return this.ofParameter(declaration, path);
    if (
      ts.isFunctionDeclaration(declaration) ||
      ts.isMethodDeclaration(declaration) ||
      ts.isGetAccessor(declaration)
    )
      return this.returned(declaration, path);
    if (ts.isVariableDeclaration(declaration) && ts.isForOfStatement(declaration.parent.parent))
      return ts.isIdentifier(declaration.name)
        ? this.resolve(declaration.parent.parent.expression, path)
        : undefined;
    const hasValue =
      ts.isVariableDeclaration(declaration) ||
      ts.isPropertyDeclaration(declaration) ||
      ts.isPropertyAssignment(declaration);
    if (!hasValue || declaration.initializer === undefined) return undefined;
    const { initializer } = declaration;
    if (called && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)))
      return this.returned(initializer, path);
    return this.resolve(initializer, path);
  }

  private ofParameter(
    parameter: ts.ParameterDeclaration,
    path: ReadonlySet<ts.Node>,
  ): Set<string> | undefined {
    const owner = parameter.parent;
    const place = owner.parameters.indexOf(parameter);
    if (!ts.isIdentifier(parameter.name)) return undefined;
    if (ts.isArrowFunction(owner) && ts.isCallExpression(owner.parent) && place === 0) {
      const { expression: callee } = owner.parent;
      if (ts.isPropertyAccessExpression(callee)) return this.resolve(callee.expression, path);
    }
    const given = this.calls.argumentsFor(owner, place);
    return given.length === 0 ? undefined : union(given.map((argument) => this.resolve(argument, path)));
  }

  private returned(of: ts.FunctionLikeDeclaration, path: ReadonlySet<ts.Node>): Set<string> {
    if (of.body === undefined) return new Set();
    if (!ts.isBlock(of.body)) return this.resolve(of.body, path);
    const answers: Set<string>[] = [];
    const look = (node: ts.Node): void => {
      if (ts.isReturnStatement(node) && node.expression) answers.push(this.resolve(node.expression, path));
      if (!ts.isFunctionLike(node)) ts.forEachChild(node, look);
    };
    ts.forEachChild(of.body, look);
    return union(answers);
  }
}

function union(sets: Set<string>[]): Set<string> {
  return new Set(sets.flatMap((set) => [...set]));
}
