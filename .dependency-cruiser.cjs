/** The import rules of the architecture (docs/architecture.md); `npm run check` fails when one is broken. */
const only = (name, packages, homes, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(apps|libs|models)/', pathNot: homes },
  to: { path: packages },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'apps-do-not-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-do-not-import-apps',
      severity: 'error',
      from: { path: '^(libs|models)/' },
      to: { path: '^(apps|test)/' },
    },
    {
      name: 'nobody-imports-the-stack',
      severity: 'error',
      from: { path: '^(apps|libs|models|test)/' },
      to: { path: ['^infra/', 'node_modules/(aws-cdk-lib|constructs)/'] },
    },
    {
      name: 'stack-imports-no-apps',
      comment: 'Its tests hold it against what the apps read from their environment.',
      severity: 'error',
      from: { path: '^infra/', pathNot: '^infra/test/' },
      to: { path: '^apps/' },
    },
    {
      name: 'tests-of-the-stack-read-configs-only',
      severity: 'error',
      from: { path: '^infra/test/' },
      to: { path: '^apps/', pathNot: '^apps/[^/]+/src/config\\.ts$' },
    },
    {
      name: 'libs-through-their-index',
      severity: 'error',
      from: { path: '^(apps|infra|test)/' },
      to: {
        path: '^(libs/[^/]+|models)/src/',
        pathNot: [
          '^(libs/[^/]+|models)/src/(index\\.ts|fixtures/.*\\.fixture\\.ts)$',
          '^libs/client/src/browser\\.ts$',
        ],
      },
    },
    {
      name: 'other-libs-through-their-index',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: {
        path: '^(libs/[^/]+|models)/src/',
        pathNot: ['^libs/$1/', '^(libs/[^/]+|models)/src/(index\\.ts|fixtures/.*\\.fixture\\.ts)$'],
      },
    },
    {
      name: 'contracts-import-zod-only',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { pathNot: ['^libs/contracts/', 'node_modules/zod/'] },
    },
    {
      name: 'scaling-is-pure',
      severity: 'error',
      from: { path: '^libs/scaling/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^libs/(scaling|contracts)/', 'node_modules/(zod|pure-rand)/'] },
    },
    {
      name: 'client-knows-the-api-only',
      comment: 'What a user of the API could take as it is.',
      severity: 'error',
      from: { path: '^libs/client/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: ['^libs/client/', 'node_modules/openapi-fetch/'],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'command-line-tool-is-a-client',
      severity: 'error',
      from: { path: '^apps/cli/', pathNot: '^apps/cli/src/replay/' },
      to: { path: ['^(libs/(?!client/)|models/)', 'node_modules/@nestjs/'] },
    },
    {
      name: 'replay-knows-the-policy-only',
      comment: 'It makes recorded decisions again, by the very function that made them.',
      severity: 'error',
      from: { path: '^apps/cli/src/replay/' },
      to: { path: ['^(libs/(?!scaling/)|models/)', 'node_modules/@nestjs/'] },
    },
    {
      name: 'console-runs-in-browsers',
      severity: 'error',
      from: { path: '^apps/console/src/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: [
          '^apps/console/',
          '^libs/client/src/browser\\.ts$',
          '^libs/scaling/src/index\\.ts$',
          'node_modules/(preact|@preact/signals|uplot|openapi-fetch)/',
        ],
      },
    },
    {
      name: 'console-pages-know-no-other-page',
      severity: 'error',
      from: { path: '^apps/console/src/pages/([^/]+)/' },
      to: { path: '^apps/console/src/pages/', pathNot: '^apps/console/src/pages/$1/' },
    },
    {
      name: 'adapters-in-modules-only',
      comment: 'Everybody else asks for the port.',
      severity: 'error',
      from: { pathNot: '\\.(module|spec|fixture)\\.ts$' },
      to: {
        path: '/(s3-object-store|ec2-instances|process-fleet|ec2-fleet|leased-leadership|stored-launch-intents|stored-spend-ledger|heard-news|pooled-analyser)\\.ts$',
      },
    },
    only(
      'aws-sdk-in-libs-aws',
      'node_modules/@aws-sdk/',
      '^libs/aws/',
      'Everybody else uses the typed ports.',
    ),
    only('redis-client-in-libs-cache', 'node_modules/(ioredis|cache-manager-ioredis-yet)/', '^libs/cache/'),
    only(
      'telemetry-libraries-in-libs-telemetry',
      'node_modules/(prom-client|@opentelemetry)/',
      '^libs/telemetry/',
      'Everybody else counts with `Metrics` and names spans with `traced`.',
    ),
    only('inference-in-libs-vision', 'node_modules/(onnxruntime-node|sharp)/', '^libs/vision/|\\.spec\\.ts$'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'import', 'node', 'default', 'types'],
    },
  },
};
