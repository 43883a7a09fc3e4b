import { App } from 'aws-cdk-lib';
import { Settings } from '../settings';
import { FacefleetStack } from '../stack/facefleet-stack';
import { ImageRepositories } from '../stack/image-repositories';

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
}
interface Json {
  Resources: Record<string, Resource>;
  Parameters?: Record<string, { Default?: string }>;
}

export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string[]>>;
}
interface StatementJson {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

const PSEUDO: Record<string, string> = {
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'facefleet',
};
/** What a reference to a resource turns into, by its type: of the shape that AWS gives it. */
const REFERENCES: Record<string, (id: string) => string> = {
  'AWS::SQS::Queue': (id) => `https://sqs.us-east-1.amazonaws.com/123456789012/${id}`,
  'AWS::S3::Bucket': (id) => id.toLowerCase(),
  'AWS::EC2::Subnet': (id) => `subnet-${id}`,
  'AWS::EC2::LaunchTemplate': (id) => `lt-${id}`,
};

/** A template as CloudFormation would read it, with made-up ids for what it would create. */
export class Template {
  constructor(readonly json: Json) {}

  resources(type: string): [string, Resource][] {
    return Object.entries(this.json.Resources).filter(([, { Type }]) => Type === type);
  }

  /** The one resource of a type whose logical id begins so. */
  one(type: string, beginning = ''): Resource {
    const found = this.resources(type).filter(([id]) => id.startsWith(beginning));
    if (found.length !== 1) throw new Error(`There are ${found.length} ${type} ${beginning}`);
    return found[0]![1];
  }

  text(value: unknown): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    const [[name, argument] = ['', undefined]] = Object.entries(value as object);
    switch (name) {
      case 'Ref':
        return this.reference(argument as string);
      case 'Fn::GetAtt': {
        const [id, attribute] = argument as [string, string];
        return attribute === 'LatestVersionNumber' ? '7' : `<${id}.${attribute}>`;
      }
      case 'Fn::Join': {
        const [by, parts] = argument as [string, unknown[]];
        return parts.map((part) => this.text(part)).join(by);
      }
      case 'Fn::Base64':
        return this.text(argument);
      default:
        throw new Error(`Cannot tell what ${JSON.stringify(value)} is`);
    }
  }

  /** Every policy of the template: where it stands, and its statements. */
  *policies(): Generator<{ where: string; statements: Statement[] }> {
    for (const [id, { Properties }] of Object.entries(this.json.Resources))
      for (const document of documentsIn(Properties))
        yield { where: id, statements: document.map((one) => this.statement(one)) };
  }

  /** Of the role of an app, what it may do. */
  allowed(role: string): Statement[] {
    const { Properties } = this.one('AWS::IAM::Role', role);
    return documentsIn(Properties.Policies)
      .flat()
      .map((one) => this.statement(one));
  }

  private statement({ Effect, Action, Resource, Condition = {} }: StatementJson): Statement {
    const texts = (value: unknown): string[] =>
      (Array.isArray(value) ? value : [value]).map((one) => this.text(one));
    const conditions = Object.entries(Condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, texts(values)])),
    ]);
    return {
      Effect,
      Action: texts(Action),
      Resource: Resource === undefined ? [] : texts(Resource),
      Condition: Object.fromEntries(conditions) as Statement['Condition'],
    };
  }

  private reference(id: string): string {
    const resource = this.json.Resources[id];
    if (resource) return REFERENCES[resource.Type]?.(id) ?? `<${id}>`;
    return PSEUDO[id] ?? this.json.Parameters?.[id]?.Default ?? `<${id}>`;
  }
}

function documentsIn(value: unknown): StatementJson[][] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value && 'Version' in value) return [value.Statement as StatementJson[]];
  return Object.values(value).flatMap(documentsIn);
}

/** @param given as in a settings file */
export function synthesised(given: object = {}): { stack: Template; images: Template } {
  const settings = Settings.parse(given);
  const app = new App({ analyticsReporting: false });
  const stacks = {
    stack: new FacefleetStack(app, 'stack', settings),
    images: new ImageRepositories(app, 'images', settings),
  };
  const assembly = app.synth();
  const of = (stack: keyof typeof stacks) =>
    new Template(assembly.getStackArtifact(stacks[stack].artifactId).template as Json);
  return { stack: of('stack'), images: of('images') };
}
