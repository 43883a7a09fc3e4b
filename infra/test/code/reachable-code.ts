import ts from 'typescript';
import type { AppProgram } from './app-program';

type Member = ts.ClassElement | ts.TypeElement;
type Type = ts.ClassLikeDeclaration | ts.InterfaceDeclaration;

/** Nest calls these by their names. */
const LIFECYCLE = new Set([
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
]);

/**
 * What can run once a file is loaded ("rapid type analysis"): what is named in code that can run. A method can run where
 * it is named, or a method that it overrides is, and its class is named somewhere; or where a framework calls it: it is
 * decorated, a hook, or prescribed by a type of a package. Errs on the side of too much.
 */
export class ReachableCode {
  private readonly visited = new Set<ts.Node>();
  private readonly classes = new Set<ts.ClassLikeDeclaration>();
  private readonly members = new Set<Member>();
  private readonly queue: ts.Node[] = [];

  /** @param look is shown every node of code that can run, once */
  constructor(
    private readonly program: AppProgram,
    private readonly look: (node: ts.Node) => void,
  ) {}

  from(file: ts.SourceFile): void {
    this.enter(file);
    for (let node = this.queue.pop(); node !== undefined; node = this.queue.pop()) this.walk(node);
  }

  private enter(node: ts.Node): void {
    if (this.visited.has(node)) return;
    this.visited.add(node);
    this.queue.push(node);
  }

  private walk(node: ts.Node): void {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    // What a file declares is reached where it is named.
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isFunctionDeclaration(node) && !this.visited.has(node)) return;
    if (ts.isClassLike(node) && !this.visited.has(node)) {
      if (ts.isClassExpression(node) || !ts.isSourceFile(node.parent)) this.reach(node);
      return;
    }
    this.look(node);
    if (ts.isIdentifier(node)) this.named(node);
    if (ts.isClassLike(node)) {
      this.enterClass(node);
      return;
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      this.named(node.arguments[0]!);
    ts.forEachChild(node, (child) => this.walk(child));
  }

  private named(name: ts.Node): void {
    const shorthand = ts.isShorthandPropertyAssignment(name.parent)
      ? this.program.checker.getShorthandAssignmentValueSymbol(name.parent)?.declarations
      : undefined;
    for (const declaration of shorthand?.flatMap((one) => this.aliased(one)) ??
      this.program.declarationsOf(name))
      if (this.program.isOurs(declaration)) this.reach(declaration);
  }

  private aliased(declaration: ts.Declaration): ts.Declaration[] {
    const name = ts.isImportSpecifier(declaration) ? declaration.name : undefined;
    return name ? this.program.declarationsOf(name) : [declaration];
  }

  private reach(declaration: ts.Declaration): void {
    if (ts.isFunctionDeclaration(declaration) || ts.isVariableDeclaration(declaration))
      this.enter(declaration);
    else if (ts.isClassLike(declaration)) this.enter(declaration);
    else if (ts.isPropertyAssignment(declaration)) this.enter(declaration);
    else if (isMember(declaration)) this.enterMember(declaration);
  }

  private enterClass(type: ts.ClassLikeDeclaration): void {
    if (this.classes.has(type)) return;
    this.classes.add(type);
    for (const decorator of ts.getDecorators(type) ?? []) this.walk(decorator);
    for (const clause of type.heritageClauses ?? [])
      if (clause.token === ts.SyntaxKind.ExtendsKeyword) this.walk(clause);
    const bases = this.basesOf(type);
    for (const member of type.members) {
      if (this.isCalledFromOutside(member, bases) || this.overridesReached(member, bases))
        this.enterMember(member);
    }
  }

  private enterMember(member: Member): void {
    if (this.members.has(member)) return;
    this.members.add(member);
    this.enter(member);
    for (const type of this.classes)
      for (const own of type.members)
        if (nameOf(own) === nameOf(member) && this.overrides(type, member)) this.enterMember(own);
  }

  private overridesReached(member: ts.ClassElement, bases: Set<ts.Node>): boolean {
    const name = nameOf(member);
    return [...this.members].some(
      (reached) => nameOf(reached) === name && (bases.has(reached.parent) || isStructural(reached)),
    );
  }

  private overrides(type: ts.ClassLikeDeclaration, member: Member): boolean {
    return isStructural(member) || this.basesOf(type).has(member.parent);
  }

  private isCalledFromOutside(member: ts.ClassElement, bases: Set<ts.Node>): boolean {
    const name = nameOf(member);
    if (name === undefined || ts.isConstructorDeclaration(member) || ts.isPropertyDeclaration(member))
      return true;
    if (ts.canHaveDecorators(member) && (ts.getDecorators(member) ?? []).length > 0) return true;
    if (LIFECYCLE.has(name)) return true;
    return [...bases].some(
      (base) =>
        !this.program.isOurs(base) && (base as Type).members.some((theirs) => nameOf(theirs) === name),
    );
  }

  /** All classes and interfaces that a class names as what it extends or implements, and theirs. */
  private basesOf(type: Type, found = new Set<ts.Node>()): Set<ts.Node> {
    for (const { types } of type.heritageClauses ?? []) {
      for (const { expression } of types) {
        for (const base of this.program.declarationsOf(expression)) {
          if (found.has(base) || !(ts.isClassLike(base) || ts.isInterfaceDeclaration(base))) continue;
          found.add(base);
          this.basesOf(base, found);
        }
      }
    }
    return found;
  }
}

function isMember(node: ts.Node): node is Member {
  return ts.isClassElement(node) || ts.isTypeElement(node);
}

/** A class may have the shape of an interface without saying so. */
function isStructural(member: Member): boolean {
  return ts.isInterfaceDeclaration(member.parent) || ts.isTypeLiteralNode(member.parent);
}

function nameOf(member: Member): string | undefined {
  return member.name && ts.isIdentifier(member.name) ? member.name.text : undefined;
}
