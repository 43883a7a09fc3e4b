import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readSettings } from './read-settings';
import { FacefleetStack } from './stack/facefleet-stack';
import { ImageRepositories } from './stack/image-repositories';
import { summaryOf } from './summary';

const file = process.env.FACEFLEET_STACK_SETTINGS;

/** Asks neither an account nor the network for anything: what the account decides, CloudFormation fills in. */
function main(): void {
  const settings = readSettings(file);
  const app = new App({ outdir: join(__dirname, '../cdk.out'), analyticsReporting: false });
  const stacks = [
    new ImageRepositories(app, `${settings.name}-images`, settings),
    new FacefleetStack(app, settings.name, settings),
  ];
  const assembly = app.synth();
  console.log(
    summaryOf(
      stacks.map(({ artifactId }) => assembly.getStackArtifact(artifactId)),
      settings,
    ),
  );
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
