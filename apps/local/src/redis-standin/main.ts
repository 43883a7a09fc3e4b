import { RedisStandin } from './server';

const standin = new RedisStandin();

process.once('SIGTERM', () => void standin.close().then(() => process.exit(0)));

standin.listen(Number(process.env.FACEFLEET_STANDIN_PORT)).catch((error: unknown) => {
  console.error(String(error));
  process.exit(1);
});
