/** A datapoint of a period; undefined where there is none. */
export type Point = number | undefined;

type Value = Point | Point[];
type Lookup = (id: string) => Point;

/**
 * The value of a metric math expression in one period: of the language as much as the alarms of the stack use.
 * What is reckoned with a missing datapoint is missing; functions over a list leave missing ones out.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws where it cannot read the expression
 */
export function evaluated(expression: string, lookup: Lookup): Point {
  const reader = new Reader(expression, lookup);
  const value = reader.comparison();
  reader.end();
  return number(value);
}

const OPERATORS: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '>': (a, b) => Number(a > b),
  '<': (a, b) => Number(a < b),
  '>=': (a, b) => Number(a >= b),
  '<=': (a, b) => Number(a <= b),
};

const FUNCTIONS: Record<string, (args: Value[]) => Point> = {
  FILL: ([value, by]) => number(value) ?? number(by),
  IF: ([condition, then, otherwise]) => {
    const holds = number(condition);
    if (holds === undefined) return undefined;
    return number(holds === 0 ? otherwise : then);
  },
  MAX: ([values]) => overThose(values, (all) => Math.max(...all)),
  SUM: ([values]) => overThose(values, (all) => all.reduce((total, one) => total + one, 0)),
};

/** Recursive descent: an expression is a few dozen characters. */
class Reader {
  private readonly tokens: string[];

  constructor(
    private readonly expression: string,
    private readonly lookup: Lookup,
  ) {
    this.tokens = expression.match(/[A-Za-z]\w*|\d+(\.\d+)?|[<>]=?|\S/g) ?? [];
  }

  comparison(): Value {
    return this.chain(['>', '<', '>=', '<='], () => this.sum());
  }

  end(): void {
    if (this.tokens.length > 0) this.fail();
  }

  private sum(): Value {
    return this.chain(['+', '-'], () => this.product());
  }

  private product(): Value {
    return this.chain(['*', '/'], () => this.atom());
  }

  private chain(operators: string[], operand: () => Value): Value {
    let left = operand();
    while (operators.includes(this.tokens[0] ?? '')) {
      const operator = OPERATORS[this.tokens.shift()!]!;
      const [a, b] = [number(left), number(operand())];
      left = a === undefined || b === undefined ? undefined : operator(a, b);
    }
    return left;
  }

  private atom(): Value {
    const token = this.tokens.shift() ?? this.fail();
    if (/^\d/.test(token)) return Number(token);
    if (token === '(') return this.until(')')[0];
    if (token === '[') return this.until(']').map(number);
    if (!/^[A-Za-z]/.test(token)) return this.fail();
    if (this.tokens[0] !== '(') return this.lookup(token);
    this.tokens.shift();
    const called = FUNCTIONS[token] ?? this.fail();
    return called(this.until(')'));
  }

  private until(closing: string): Value[] {
    const values = [this.comparison()];
    while (this.tokens[0] === ',') {
      this.tokens.shift();
      values.push(this.comparison());
    }
    if (this.tokens.shift() !== closing) this.fail();
    return values;
  }

  private fail(): never {
    throw new Error(`Cannot read "${this.expression}" before "${this.tokens.join(' ')}"`);
  }
}

function number(value: Value): Point {
  if (Array.isArray(value)) throw new Error('A list where a number is needed');
  return value;
}

function overThose(values: Value, reckon: (all: number[]) => number): Point {
  if (!Array.isArray(values)) throw new Error('A number where a list is needed');
  const there = values.filter((one) => one !== undefined);
  return there.length === 0 ? undefined : reckon(there);
}
