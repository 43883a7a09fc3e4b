import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

export const ROOT = join(__dirname, '../../..');
export const APPS = ['gateway', 'recognizer', 'scaler'] as const;
export type App = (typeof APPS)[number];

const mainOf = (app: App) => join(ROOT, 'apps', app, 'src/main.ts');

/** The three apps as the compiler sees them, with the files that they import. */
export class AppProgram {
  private readonly program: ts.Program;
  readonly checker: ts.TypeChecker;

  constructor() {
    const file = join(ROOT, 'tsconfig.json');
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(file, (path) => ts.sys.readFile(path)).config,
      ts.sys,
      dirname(file),
    );
    this.program = ts.createProgram(APPS.map(mainOf), { ...options, noEmit: true });
    this.checker = this.program.getTypeChecker();
  }

  main(app: App): ts.SourceFile {
    const source = this.program.getSourceFile(mainOf(app));
    if (source === undefined) throw new Error(`The app ${app} has no main file`);
    return source;
  }

  source(path: string): ts.SourceFile | undefined {
    return this.program.getSourceFile(join(ROOT, path));
  }

  /** Of this repository, and not of a package. */
  isOurs(node: ts.Node): boolean {
    return /^(apps|libs|models)\//.test(this.pathOf(node));
  }

  pathOf(node: ts.Node): string {
    return relative(ROOT, node.getSourceFile().fileName);
  }

  /** What a name stands for, through imports and re-exports. */
  declarationsOf(node: ts.Node): ts.Declaration[] {
    const symbol = this.checker.getSymbolAtLocation(node);
    if (symbol === undefined) return [];
    const target = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    return target.declarations ?? [];
  }
}
